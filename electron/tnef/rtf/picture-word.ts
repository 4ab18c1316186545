// The words inside a \pict group.
import type { PictureWords } from './pictures.ts';
import { wordNumber as w } from './words-table.ts';

type Change = (picture: PictureWords, value: number) => void;
const kindOf =
  (kind: PictureWords['kind']): Change =>
  (picture) => {
    picture.kind = kind;
  };

const changes = new Map<number, Change>([
  [w('pngblip'), kindOf('png')],
  [w('jpegblip'), kindOf('jpeg')],
  [w('emfblip'), kindOf('emf')],
  [w('wmetafile'), kindOf('wmf')],
  [w('dibitmap'), kindOf('dib')],
  [w('wbitmap'), kindOf('ddb')],
  [w('macpict'), kindOf('mac')],
  [w('pmmetafile'), kindOf('os2')],
  [w('picw'), (picture, value) => (picture.width = value)],
  [w('pich'), (picture, value) => (picture.height = value)],
  [w('picwgoal'), (picture, value) => (picture.goalWidth = value)],
  [w('pichgoal'), (picture, value) => (picture.goalHeight = value)],
  [w('picscalex'), (picture, value) => (picture.scaleX = value)],
  [w('picscaley'), (picture, value) => (picture.scaleY = value)],
  [w('wbmbitspixel'), (picture, value) => (picture.bitsPerPixel = value)],
  [w('wbmplanes'), (picture, value) => (picture.planes = value)],
  [w('wbmwidthbytes'), (picture, value) => (picture.widthBytes = value)],
]);

export function pictureWord(picture: PictureWords, word: number, value: number): void {
  changes.get(word)?.(picture, value);
}
