import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MAX_PIECE_BYTES, MAX_UPLOAD_BYTES } from '../contract/blobs.ts';
import { AppError } from '../contract/errors.ts';
import { BlobShelf } from './blobs.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const code = (work: () => unknown): string => {
  try {
    work();
    return 'fine';
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
};

describe('the shelf', () => {
  it('gives back in pieces what was put on it', () => {
    const shelf = new BlobShelf();
    const id = shelf.put(new Uint8Array(MAX_PIECE_BYTES + 3).fill(7));
    expect(shelf.read(id, 0)).toHaveLength(MAX_PIECE_BYTES);
    expect(shelf.read(id, MAX_PIECE_BYTES)).toEqual(new Uint8Array([7, 7, 7]));
    expect(shelf.read(id, MAX_PIECE_BYTES + 3)).toHaveLength(0);
    shelf.release(id);
    expect(code(() => shelf.read(id, 0))).toBe('app.not_found');
  });

  it('takes pieces in order and is whole at the announced size', () => {
    const shelf = new BlobShelf();
    const id = shelf.begin(5);
    shelf.write(id, new Uint8Array([1, 2, 3]));
    expect(code(() => shelf.whole(id))).toBe('usage.invalid');
    expect(shelf.read(id, 0)).toEqual(new Uint8Array([1, 2, 3]));
    expect(code(() => shelf.write(id, new Uint8Array(3)))).toBe('usage.invalid');
    shelf.write(id, new Uint8Array([4, 5]));
    expect(shelf.whole(id)).toEqual(new Uint8Array([1, 2, 3, 4, 5]));
    expect(shelf.whole(shelf.begin(0))).toHaveLength(0);
  });

  it('refuses a piece beyond the bound, writing over what is not handed in, and ids it does not know', () => {
    const shelf = new BlobShelf();
    const id = shelf.begin(2 * MAX_PIECE_BYTES);
    expect(code(() => shelf.write(id, new Uint8Array(MAX_PIECE_BYTES + 1)))).toBe('usage.invalid');
    expect(code(() => shelf.write(shelf.put(new Uint8Array(9)), new Uint8Array()))).toBe('usage.invalid');
    expect(code(() => shelf.write('nobody', new Uint8Array(1)))).toBe('app.not_found');
  });

  it('bounds what all clients together hand in', () => {
    const shelf = new BlobShelf();
    expect(code(() => shelf.begin(MAX_UPLOAD_BYTES + 1))).toBe('app.too_large');
    const id = shelf.begin(MAX_UPLOAD_BYTES);
    expect(code(() => shelf.begin(1))).toBe('app.too_large');
    shelf.release(id);
    expect(code(() => shelf.begin(1))).toBe('fine');
  });

  it('lets go of what nobody has asked for in a while, and of nothing else', () => {
    const shelf = new BlobShelf();
    const idle = shelf.begin(10);
    const used = shelf.put(new Uint8Array([9]));
    for (let minute = 0; minute < 13; minute += 1) {
      vi.advanceTimersByTime(60_000);
      shelf.read(used, 0);
    }
    expect(code(() => shelf.whole(idle))).toBe('app.not_found');
    expect(shelf.read(used, 0)).toEqual(new Uint8Array([9]));
    vi.advanceTimersByTime(13 * 60_000);
    expect(code(() => shelf.read(used, 0))).toBe('app.not_found');
    expect(vi.getTimerCount()).toBe(0);
  });
});
