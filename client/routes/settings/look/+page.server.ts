import { redirect } from '@sveltejs/kit'
import { inside } from '../../../lib/forms.ts'
import { toLook, writeLocale, writeLook } from '../../../lib/look.ts'
import { isLocale } from '../../../texts/bilingual.ts'
import type { Actions, PageServerLoad } from './$types'

const here = '/settings/look'

export const load: PageServerLoad = ({ url }) => ({ saved: url.searchParams.has('saved') })

export const actions: Actions = {
  look: async ({ request, cookies, url }) => {
    writeLook(cookies, toLook(Object.fromEntries(await request.formData())), url)
    redirect(303, `${here}?saved`)
  },
  locale: async ({ request, cookies, url }) => {
    const form = await request.formData()
    const locale = form.get('locale')
    if (isLocale(locale)) writeLocale(cookies, locale, url)
    redirect(303, inside(form.get('back'), here))
  },
}
