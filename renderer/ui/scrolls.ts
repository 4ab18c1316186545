// A region that scrolls must be reachable by keyboard, even when nothing in it takes the focus; one that does not scroll
// must not be a stop on the way.

/** An attachment: the element takes the focus while it is smaller than what it shows. */
export function scrolls(element: HTMLElement): () => void {
  const look = (): void => {
    if (element.scrollHeight > element.clientHeight || element.scrollWidth > element.clientWidth) element.tabIndex = 0;
    else element.removeAttribute('tabindex');
  };
  const sizes = new ResizeObserver(look);
  const watchAll = (): void => {
    sizes.disconnect();
    for (const each of [element, ...element.children]) sizes.observe(each);
  };
  const children = new MutationObserver(watchAll);
  children.observe(element, { childList: true });
  watchAll();
  return () => {
    sizes.disconnect();
    children.disconnect();
  };
}
