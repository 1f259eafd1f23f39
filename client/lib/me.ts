/** Who is looking, as `GET /api/me` tells it. A stranger has no person and may nothing. */
export interface Me {
  person: { id: string; name: string } | null
  can: Record<string, boolean>
}

export const stranger: Me = { person: null, can: {} }
