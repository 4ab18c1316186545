// Large tables in little memory: numbers, texts and SHA-256 values by row number, without an object per row.

/** Grows by doubling; values are doubles (integers up to 2^53 exact). */
export class NumberColumn {
  #values = new Float64Array(64);
  size = 0;

  push(value: number): number {
    if (this.size === this.#values.length) {
      const grown = new Float64Array(this.size * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.size] = value;
    return this.size++;
  }

  at(row: number): number {
    return this.#values[row] ?? NaN;
  }

  set(row: number, value: number): void {
    this.#values[row] = value;
  }
}

/** Texts as UTF-8, one after the other. */
export class TextColumn {
  readonly #ends = new NumberColumn();
  #bytes = Buffer.allocUnsafe(4096);
  #fill = 0;

  get size(): number {
    return this.#ends.size;
  }

  push(text: string): number {
    // At most three bytes a UTF-16 unit.
    const room = text.length * 3;
    if (this.#fill + room > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#fill + room));
      this.#bytes.copy(grown, 0, 0, this.#fill);
      this.#bytes = grown;
    }
    this.#fill += this.#bytes.write(text, this.#fill, 'utf8');
    return this.#ends.push(this.#fill);
  }

  at(row: number): string {
    const from = row === 0 ? 0 : this.#ends.at(row - 1);
    return this.#bytes.toString('utf8', from, this.#ends.at(row));
  }
}

/** Distinct SHA-256 values, numbered from 0 in the order they came. */
export class ShaTable {
  #shas = Buffer.allocUnsafe(32 * 64);
  #slots = new Int32Array(256).fill(-1);
  size = 0;

  /** The row of the value, or -1. */
  find(sha: Uint8Array): number {
    const row = this.#slots[this.#slot(sha)] ?? -1;
    return row;
  }

  /** Another value with the same first four bytes is there: eight hex digits would not tell them apart. */
  sharesPrefix(sha: Buffer): boolean {
    const prefix = sha.readUInt32LE(0);
    for (let slot = prefix & (this.#slots.length - 1); ; slot = (slot + 1) & (this.#slots.length - 1)) {
      const row = this.#slots[slot] ?? -1;
      if (row < 0) return false;
      if (this.#shas.readUInt32LE(row * 32) === prefix) return true;
    }
  }

  /** Adds a value that is not there; returns its row. */
  add(sha: Uint8Array): number {
    if ((this.size + 1) * 2 > this.#slots.length) this.#rehash();
    if ((this.size + 1) * 32 > this.#shas.length) {
      const grown = Buffer.allocUnsafe(this.#shas.length * 2);
      this.#shas.copy(grown, 0, 0, this.size * 32);
      this.#shas = grown;
    }
    this.#slots[this.#slot(sha)] = this.size;
    this.#shas.set(sha, this.size * 32);
    return this.size++;
  }

  at(row: number): Buffer {
    return this.#shas.subarray(row * 32, row * 32 + 32);
  }

  hex(row: number): string {
    return this.#shas.toString('hex', row * 32, row * 32 + 32);
  }

  #slot(sha: Uint8Array): number {
    const mask = this.#slots.length - 1;
    let slot = ((sha[0] ?? 0) | ((sha[1] ?? 0) << 8) | ((sha[2] ?? 0) << 16) | ((sha[3] ?? 0) << 24)) & mask;
    for (; ; slot = (slot + 1) & mask) {
      const row = this.#slots[slot] ?? -1;
      if (row < 0 || this.at(row).equals(sha)) return slot;
    }
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(-1);
    for (let row = 0; row < this.size; row += 1) this.#slots[this.#slot(this.at(row))] = row;
  }
}
