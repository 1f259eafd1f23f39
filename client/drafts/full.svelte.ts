import type { Attachment } from 'svelte/attachments'
import type { Around } from './around.svelte.ts'

/** Gives the element the whole screen while `around.full` holds; a browser without that gives it the whole page. */
export const full =
  (around: Around): Attachment<HTMLElement> =>
  (element) => {
    $effect(() => {
      if (!around.full) return
      const fill = () => element.classList.add('filling')
      if (element.requestFullscreen as unknown) element.requestFullscreen().catch(fill)
      else fill()
      return () => {
        element.classList.remove('filling')
        if (document.fullscreenElement === element) void document.exitFullscreen()
      }
    })
    const left = () => {
      if (!document.fullscreenElement) around.full = false
    }
    element.addEventListener('fullscreenchange', left)
    return () => element.removeEventListener('fullscreenchange', left)
  }
