// Frames as text, for the one transport that carries text: the WebSocket. Bytes become {"$bytes": base64}.
import { isFrame, type Frame } from './wire.ts';

/** btoa takes one character per byte; this many are turned into characters at once, below every engine's argument limit. */
const SLICE = 0x8000;

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += SLICE) text += String.fromCharCode(...bytes.subarray(at, at + SLICE));
  return btoa(text);
}

function fromBase64(base64: string): Uint8Array {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

export function frameToText(frame: Frame): string {
  return JSON.stringify(frame, function (this: Record<string, unknown>, key, value: unknown) {
    // The value before toJSON: a Node Buffer is a Uint8Array whose toJSON would make a list of numbers of it.
    const original = this[key];
    return original instanceof Uint8Array ? { $bytes: toBase64(original) } : value;
  });
}

/** null for anything that is not a frame: not JSON, the wrong shape, bytes that are not base64. */
export function textToFrame(text: string): Frame | null {
  try {
    const value: unknown = JSON.parse(text, (_key, item: unknown) => {
      if (typeof item !== 'object' || item === null) return item;
      const encoded = (item as Record<string, unknown>)['$bytes'];
      return typeof encoded === 'string' && Object.keys(item).length === 1 ? fromBase64(encoded) : item;
    });
    return isFrame(value) ? value : null;
  } catch {
    return null;
  }
}
