// The only code that stands between the page and Electron: it says that the page is in the desktop shell and passes on
// the message port to the backend. It knows no method of the contract, and the page gets nothing of Electron.
import { contextBridge, ipcRenderer } from 'electron';

// This file runs in a page, while its folder is compiled for Node.
declare const window: { postMessage(message: unknown, origin: string, transfer: readonly unknown[]): void };
declare const location: { readonly origin: string };

contextBridge.exposeInMainWorld('malleposteDesktop', true);
ipcRenderer.on('malleposte:port', (event) => {
  window.postMessage({ malleposte: 'port' }, location.origin, event.ports);
});
