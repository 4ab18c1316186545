// Breaks TNEF streams where it hurts: lengths, counts, types, identifiers and nesting, with the checksums put right again
// so that the damage is believed.
import { attributes } from '../../electron/tnef/tags-table.ts';
import { writeAttribute } from './tnef-writer.ts';
import type { Random } from './random.ts';

interface Piece {
  level: number;
  id: number;
  length: number;
  bytes: Uint8Array;
}

const HEADER = 9;
/** Numbers at the edges of what fields hold. */
const EDGES = [
  0, 1, 2, 3, 4, 7, 8, 15, 16, 17, 255, 256, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0,
  0xffff_ffff,
];
const TYPES = [
  0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 13, 20, 30, 31, 64, 72, 251, 253, 254, 258, 0x1002, 0x101e, 0x101f, 0x1102, 0x0777,
];
const IDS = Object.values(attributes);
/** A mutated stream is never longer: memory is measured too. */
const LONGEST = 4_194_304;

function pieces(stream: Uint8Array): Piece[] {
  const view = Buffer.from(stream.buffer, stream.byteOffset, stream.length);
  const found: Piece[] = [];
  for (let at = 6; at + HEADER <= view.length;) {
    const length = view.readUInt32LE(at + 5);
    const end = at + HEADER + length;
    if (end + 2 > view.length) break;
    found.push({ level: view[at] ?? 0, id: view.readUInt32LE(at + 1), length, bytes: view.subarray(at + HEADER, end) });
    at = end + 2;
  }
  return found;
}

const join = (stream: Uint8Array, list: readonly Piece[], random: Random): Uint8Array =>
  Buffer.concat([
    stream.subarray(0, 6),
    ...list.map(({ level, id, length, bytes }) =>
      writeAttribute({
        name: 'attBody',
        level,
        id,
        bytes,
        ...(length === bytes.length ? {} : { length }),
        ...(random.chance(0.03) ? { checksum: random.below(0x10000) } : {}),
      }),
    ),
  ]);

/** One stream made worse; `others` lend their parts. */
export function mutate(stream: Uint8Array, others: readonly Uint8Array[], random: Random): Uint8Array {
  let result: Uint8Array = Uint8Array.from(stream);
  const times = 1 + random.below(4);
  for (let index = 0; index < times; index++) {
    result = random.chance(0.75) ? byStructure(result, others, random) : byBytes(result, random);
  }
  if (random.chance(0.1)) result = result.subarray(0, random.below(result.length + 1));
  // Without the signature there is nothing to break.
  if (result.length >= 4 && random.chance(0.95)) result.set([0x78, 0x9f, 0x3e, 0x22]);
  return result.subarray(0, LONGEST);
}

function byStructure(stream: Uint8Array, others: readonly Uint8Array[], random: Random): Uint8Array {
  const list = pieces(stream);
  const at = random.below(list.length || 1);
  const piece = list[at];
  if (!piece) return byBytes(stream, random);
  switch (random.below(9)) {
    case 0:
      piece.length = random.chance(0.5) ? random.pick(EDGES) : Math.max(0, piece.length + random.below(64) - 32);
      break;
    case 1:
      piece.id = random.pick(IDS);
      break;
    case 2:
      piece.level = random.pick([0, 1, 2, 3, 255]);
      break;
    case 3:
      list.splice(at, random.chance(0.5) ? 1 : 0, { ...piece });
      break;
    case 4:
      list.splice(at, 1);
      break;
    case 5: {
      const lent = pieces(random.pick(others));
      if (lent.length > 0) list.splice(at, 0, random.pick(lent));
      break;
    }
    case 6:
      // A stream inside its own attribute: nesting where none should be.
      piece.bytes = stream.length < 65_536 ? stream : piece.bytes;
      piece.length = piece.bytes.length;
      break;
    default:
      piece.bytes = inside(piece.bytes, random);
      piece.length = piece.bytes.length;
  }
  return join(stream, list, random);
}

/** Property lists are made of 32-bit words: counts, sizes, tags. */
function inside(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = Buffer.from(bytes);
  if (copy.length < 4) return random.bytes(random.below(16));
  const at = random.below(copy.length >> 2) * 4;
  switch (random.below(5)) {
    case 0:
      copy.writeUInt32LE(random.pick(EDGES), random.chance(0.3) ? 0 : at);
      break;
    case 1:
      copy.writeUInt16LE(random.pick(TYPES), at);
      break;
    case 2:
      copy.writeUInt32LE((copy.readUInt32LE(at) + random.below(9) - 4) >>> 0, at);
      break;
    case 3:
      return Buffer.concat([copy.subarray(0, at), copy.subarray(Math.min(copy.length, at + random.below(64)))]);
    default:
      return byBytes(copy, random);
  }
  return copy;
}

function byBytes(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = Buffer.from(bytes);
  if (copy.length === 0) return random.bytes(8);
  const at = random.below(copy.length);
  switch (random.below(4)) {
    case 0:
      for (let times = random.below(16); times >= 0; times--) copy[random.below(copy.length)] = random.below(256);
      return copy;
    case 1:
      copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
      return copy;
    case 2:
      return Buffer.concat([copy.subarray(0, at), random.bytes(random.below(40)), copy.subarray(at)]);
    default: {
      // A piece many times over: repetition is what costs time and memory.
      const piece = copy.subarray(at, at + 1 + random.below(200));
      const times = 1 + random.below(random.chance(0.05) ? 2000 : 8);
      return Buffer.concat([copy.subarray(0, at), ...Array.from({ length: times }, () => piece), copy.subarray(at)]);
    }
  }
}
