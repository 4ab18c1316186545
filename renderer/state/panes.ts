// The panes of the window in reading order, for F6 and Shift F6.

/** Moves focus to the next (or previous) pane after the one that holds it. Panes carry data-pane and tabindex="-1". */
export function focusPane(step: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')].filter(
    (pane) => pane.getClientRects().length > 0,
  );
  if (panes.length === 0) return;
  const at = panes.findIndex((pane) => pane.contains(document.activeElement));
  const next = at < 0 ? 0 : (at + step + panes.length) % panes.length;
  panes[next]?.focus();
}
