/** Whether nothing may move: by a person's settings, or by the system's. What CSS moves is stopped by `tokens.css` and `base.css`. */
export function reducedMotion(): boolean {
  return document.documentElement.dataset['motion'] === 'reduced' || window.matchMedia('(prefers-reduced-motion: reduce)').matches
}
