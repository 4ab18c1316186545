// The two scripts that run in each document before the page: the preload in an isolated world, as Electron does it, and
// a small one in the page's own world that carries what the preload exposes and asks the shell about new windows.

/** The name of the isolated world. */
export const PRELOAD_WORLD = 'preload';

/** Bytes in what crosses to the page and back. */
export const toText = (value: unknown): string =>
  JSON.stringify(value, function (this: Record<string, unknown>, key, item: unknown) {
    const original = this[key];
    return original instanceof Uint8Array ? { $bytes: Buffer.from(original).toString('base64') } : item;
  });

export const fromText = (text: string): unknown =>
  JSON.parse(text, (_key, item: unknown) => {
    const bytes = (item as { $bytes?: unknown } | null)?.$bytes;
    return typeof bytes === 'string' ? new Uint8Array(Buffer.from(bytes, 'base64')) : item;
  });

/** In the page's world: defines what the preload exposes, before any script of the page runs. */
export const exposeScript = `(() => {
  window.addEventListener('stand-in:expose', (event) => {
    const { name, value } = JSON.parse(event.detail);
    if (!(name in window)) Object.defineProperty(window, name, { value, enumerable: true });
  });
  window.dispatchEvent(new CustomEvent('stand-in:ask'));
  const ask = (target) => { standInOpen(new URL(target, location.href).href); return null; };
  window.open = ask;
  window.addEventListener('click', (event) => {
    const link = event.target instanceof Element && event.target.closest('a[target=_blank]');
    if (!link) return;
    event.preventDefault();
    ask(link.href);
  });
})();`;

/** In the isolated world: Electron's modules for a preload, then the preload itself. */
export const preloadScript = (source: string): string => `(() => {
  if (window !== window.top) return;
  const encode = (value) => JSON.stringify(value, (key, item) => {
    if (!(item instanceof Uint8Array)) return item;
    let text = '';
    for (let at = 0; at < item.length; at += 32768) text += String.fromCharCode(...item.subarray(at, at + 32768));
    return { $bytes: btoa(text) };
  });
  const decode = (text) => JSON.parse(text, (key, item) =>
    item && typeof item.$bytes === 'string' ? Uint8Array.from(atob(item.$bytes), (c) => c.charCodeAt(0)) : item);
  const say = (message) => standInSend(encode(message));
  const ports = new Map();
  const listeners = new Map();
  globalThis.standInReceive = (text) => {
    const message = decode(text);
    if (message.kind === 'ipc') {
      const handed = message.ports.map((id) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => say({ kind: 'port', id, data });
        port1.addEventListener('close', () => say({ kind: 'close', id }));
        ports.set(id, port1);
        return port2;
      });
      for (const listener of listeners.get(message.channel) ?? []) listener({ ports: handed }, message.data);
    } else if (message.kind === 'port') ports.get(message.id)?.postMessage(message.data);
    else if (message.kind === 'close') { ports.get(message.id)?.close(); ports.delete(message.id); }
  };
  const exposed = [];
  const expose = (detail) => window.dispatchEvent(new CustomEvent('stand-in:expose', { detail }));
  window.addEventListener('stand-in:ask', () => exposed.forEach(expose));
  const electron = {
    contextBridge: {
      exposeInMainWorld(name, value) {
        const detail = JSON.stringify({ name, value });
        exposed.push(detail);
        expose(detail);
      },
    },
    ipcRenderer: {
      on(channel, listener) { listeners.set(channel, [...(listeners.get(channel) ?? []), listener]); },
    },
  };
  const require = (name) => {
    if (name !== 'electron') throw new Error('A sandboxed preload has no module ' + name);
    return electron;
  };
  const module = { exports: {} };
  ((require, module, exports) => { ${source}
  })(require, module, module.exports);
})();`;
