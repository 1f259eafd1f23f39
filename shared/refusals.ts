/** The closed catalogue of refusals: code → HTTP status. Words for each stand in `client/texts/refusals.ts`. */
export const refusals = {
  // edge
  invalid_request: 400,
  sign_in_required: 401,
  origin_not_allowed: 403,
  not_allowed: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  too_many_requests: 429,
  internal: 500,
  unavailable: 503,
  // people
  wrong_email_or_password: 401,
  password_too_weak: 422,
  link_expired: 410,
  email_taken: 409,
  already_set_up: 409,
  // councils
  already_member: 409,
  term_ends_before_start: 422,
  too_many_rows: 422,
  last_secretary: 409,
  rules_start_in_past: 422,
  // drafts
  draft_frozen: 409,
  draft_empty: 422,
  draft_too_large: 413,
  file_broken: 422,
  file_encrypted: 422,
  file_has_macros: 422,
  file_bomb: 422,
  file_too_large: 413,
  file_kind_unknown: 422,
  file_empty: 422,
  conversion_timeout: 422,
  // votes
  vote_closed: 409,
  vote_still_open: 409,
  vote_closes_in_past: 422,
  not_an_elector: 403,
  ballot_outdated: 409,
  no_electors: 422,
  // gatherings
  gathering_not_live: 409,
  gathering_over: 409,
  ends_before_start: 422,
  turn_wrong_state: 409,
  already_in_queue: 409,
  question_closed: 409,
  too_many_questions: 429,
  // reviews
  review_wrong_state: 409,
  ground_required: 422,
  part_required: 422,
  registered_before_submitted: 422,
  registration_number_taken: 409,
  // initiatives
  initiative_wrong_state: 409,
  reason_required: 422,
  revision_missing: 422,
  authority_required: 422,
} as const satisfies Record<string, number>

export type RefusalCode = keyof typeof refusals

export const isRefusalCode = (code: string): code is RefusalCode => Object.hasOwn(refusals, code)
