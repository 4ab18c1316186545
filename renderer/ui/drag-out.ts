// A file dragged out of the window onto the desktop or into a folder. Chromium makes one of `DownloadURL` (type:name:url)
// on Windows and macOS, in both shells; on Linux it leaves it out (PrepareDragForDownload in web_contents_view_aura.cc),
// and other browsers never knew it. Where nothing would come of it, nothing can be dragged.

/** Larger ones are not there yet when the drag begins. */
const MAX_BYTES = 25 * 1_048_576;

/** Only Chromium says its system here. */
const canDragOut = (): boolean => {
  const { userAgentData } = navigator as { userAgentData?: { readonly platform?: string } };
  return ['Windows', 'macOS'].includes(userAgentData?.platform ?? '');
};

/**
 * For {@attach}: the element can be dragged out as this file. Its bytes are read when the pointer goes down, because they
 * have to be there when the drag begins; where they are not yet, it does not begin, and the next try finds them.
 */
export function dragOut(
  name: string,
  sizeBytes: number,
  read: () => Promise<Blob>,
): (element: HTMLElement) => () => void {
  return (element) => {
    if (sizeBytes > MAX_BYTES || !canDragOut()) return () => undefined;
    let url: string | null = null;
    let gone = false;
    let reading = false;
    async function prepare(): Promise<void> {
      if (url || reading) return;
      reading = true;
      try {
        const bytes = await read();
        // With a type of its own the system might change the name's ending.
        if (!gone) url = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
      } catch {
        // Saving it says why it cannot be had.
      } finally {
        reading = false;
      }
    }
    function start(event: DragEvent): void {
      if (!url || !event.dataTransfer) return event.preventDefault();
      event.dataTransfer.effectAllowed = 'copy';
      event.dataTransfer.setData('DownloadURL', `application/octet-stream:${name.replaceAll(':', '_')}:${url}`);
    }
    const down = (): void => void prepare();
    element.draggable = true;
    element.addEventListener('pointerdown', down);
    element.addEventListener('dragstart', start);
    return () => {
      gone = true;
      element.draggable = false;
      element.removeEventListener('pointerdown', down);
      element.removeEventListener('dragstart', start);
      if (url) URL.revokeObjectURL(url);
    };
  };
}
