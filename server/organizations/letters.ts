import type { NewPost } from '../../shared/organizations.ts'
import type { Occasion } from '../people/actions.ts'

export const newPostLetter = (
  organization: { slug: string; name: string },
  { role }: Pick<NewPost, 'role'>,
): Occasion => ({
  subject: `${organization.name}: вы в Вече`,
  why:
    role === 'official'
      ? `В Вече вы отвечаете на инициативы общественных советов от имени организации «${organization.name}».`
      : `В Вече вы представляете организацию «${organization.name}».`,
  path: `/organizations/${organization.slug}`,
})
