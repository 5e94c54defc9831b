/** True, false, or why nobody can tell from what is written. */
export type Certainty = boolean | string

/** Holds if both do. What is false is so whatever the other is. */
export function both(a: Certainty, b: Certainty): Certainty {
  if (a === false || b === false) return false
  return a === true ? b : a
}

/** Holds if one of them does. */
export function either(a: Certainty, b: Certainty): Certainty {
  if (a === true || b === true) return true
  return a === false ? b : a
}
