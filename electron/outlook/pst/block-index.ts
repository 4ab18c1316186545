// Where each block of the file lies. A file of 10 GB has over a million blocks: columns of numbers take 20 bytes for each,
// a map of objects takes 116 and has to be walked by every garbage collection.

export interface BlockEntry {
  /** Offset in the file. */
  readonly at: number;
  /** As it stands in the file, without padding and trailer. */
  readonly sizeBytes: number;
  /** Uncompressed; 0 where the block is not compressed. */
  readonly inflatedBytes: number;
}

/** BIDs and offsets are kept as doubles: 2^53 is beyond any file. */
export class BlockIndex {
  #bids = new Float64Array(1024);
  #places = new Float64Array(1024);
  #sizes = new Uint16Array(2048);
  #count = 0;
  #isSorted = true;

  /** Of blocks with the same number the last one counts. Sizes are below 2^16. */
  set(bid: number, { at, sizeBytes, inflatedBytes }: BlockEntry): void {
    const row = this.#count++;
    if (row === this.#bids.length) this.#resize(2 * row);
    if (row > 0 && bid <= (this.#bids[row - 1] ?? 0)) this.#isSorted = false;
    this.#bids[row] = bid;
    this.#places[row] = at;
    this.#sizes[2 * row] = sizeBytes;
    this.#sizes[2 * row + 1] = inflatedBytes;
  }

  get(bid: number): BlockEntry | undefined {
    if (!this.#isSorted) this.#sort();
    let [low, high] = [0, this.#count];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#bids[middle] ?? 0) < bid) low = middle + 1;
      else high = middle;
    }
    return low < this.#count && this.#bids[low] === bid ? this.#entry(low) : undefined;
  }

  *entries(): Generator<[bid: number, entry: BlockEntry]> {
    for (let row = 0; row < this.#count; row++) yield [this.#bids[row] ?? 0, this.#entry(row)];
  }

  #entry(row: number): BlockEntry {
    const [sizeBytes = 0, inflatedBytes = 0] = [this.#sizes[2 * row], this.#sizes[2 * row + 1]];
    return { at: this.#places[row] ?? 0, sizeBytes, inflatedBytes };
  }

  #resize(rows: number): void {
    const [bids, places, sizes] = [this.#bids, this.#places, this.#sizes];
    this.#bids = new Float64Array(rows);
    this.#bids.set(bids);
    this.#places = new Float64Array(rows);
    this.#places.set(places);
    this.#sizes = new Uint16Array(2 * rows);
    this.#sizes.set(sizes);
  }

  /** A whole tree comes in order; one put together from a damaged file does not. */
  #sort(): void {
    const [bids, places, sizes] = [this.#bids, this.#places, this.#sizes];
    const bidOf = (row: number): number => bids[row] ?? 0;
    const order = Uint32Array.from({ length: this.#count }, (_, row) => row);
    order.sort((a, b) => bidOf(a) - bidOf(b) || a - b);
    const last = order.filter((row, at) => at + 1 === order.length || bidOf(row) !== bidOf(order[at + 1] ?? 0));
    this.#bids = Float64Array.from(last, bidOf);
    this.#places = Float64Array.from(last, (row) => places[row] ?? 0);
    this.#sizes = new Uint16Array(2 * last.length);
    last.forEach((row, at) => this.#sizes.set(sizes.subarray(2 * row, 2 * row + 2), 2 * at));
    this.#count = last.length;
    this.#isSorted = true;
  }
}
