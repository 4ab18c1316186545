// The control words this reader knows, numbered; everything else is skipped over. Found byte by byte in a trie, so
// that no string is made for a word.

const names = [
  // Header and characters: the reader's own.
  'rtf ansi mac pc pca ansicpg deff fonttbl f fcharset cpg u uc bin upr ud plain af',
  'fnil froman fswiss fmodern fscript fdecor ftech fbidi',
  'lquote rquote ldblquote rdblquote bullet endash emdash emspace enspace qmspace zwj zwnj zwbo zwnbo ltrmark rtlmark',
  // Encapsulation ([MS-OXRTFEX] 2.1.3).
  'fromhtml fromtext htmlrtf htmltag mhtmltag htmlbase',
  // Paragraphs and lines.
  'par pard line lbr tab page sect sectd softline softpage ql qr qc qj li ri fi sb sa intbl itap ls ilvl outlinelevel',
  'rtlpar ltrpar pagebb lin rin cbpat',
  // Characters.
  'b i ul uld uldb ulnone ulw uldash uldashd uldashdd ulth ulwave ulhwave ululdbwave ulthd ulthdash strike striked',
  'deleted v webhidden fs cf cb highlight chcbpat super sub nosupersub up dn caps scaps',
  // Tables.
  'trowd row cell cellx nestrow nestcell nesttableprops nonesttables clmgf clmrg clvmgf clvmrg clcbpat',
  'clbrdrt clbrdrb clbrdrl clbrdrr trbrdrt trbrdrh brdrs brdrnone brdrnil',
  // Lists.
  'listtext pntext pn pnlvlblt pnlvlbody pnlvlcont pnlvl pntxta pntxtb pndec pnlcltr pnucltr pnlcrm pnucrm',
  // Fields, pictures, objects, notes.
  'field fldinst fldrslt datafield shppict nonshppict pict pngblip jpegblip emfblip wmetafile dibitmap wbitmap macpict',
  'pmmetafile picw pich picwgoal pichgoal picscalex picscaley wbmbitspixel wbmplanes wbmwidthbytes',
  'objattph object result footnote annotation chftn colortbl red green blue shp shpinst shprslt shptxt do dptxbxtext',
  // Destinations nobody reads, with or without \*.
  'stylesheet listtable listoverridetable info generator xmlnstbl rsidtbl themedata colorschememapping datastore',
  'latentstyles pgdsctbl header headerl headerr headerf footer footerl footerr footerf ftnsep ftnsepc ftncn aftnsep',
  'aftnsepc aftncn objdata objclass objname objalias objsect blipuid picprop sp sn sv shpgrp bkmkstart bkmkend xe tc',
  'filetbl revtbl atnid atnauthor atntime atnicn atnref atndate atnparent passwordhash template userprops',
  'comment keywords title subject author operator fname falt panose fontemb fontfile hlinkbase private nextfile',
  'pnseclvl listname liststylename oldcprops oldpprops oldsprops oldtprops wgrffmtfilter docvar fldtype background',
  'htmautsp ftnalt factoidname formfield ffname ffdeftext protusertbl pxe',
].flatMap((line) => line.split(' '));

const numberOfName = new Map<string, number>();
for (const name of names) if (!numberOfName.has(name)) numberOfName.set(name, numberOfName.size + 1);

/** The number of a known word. Only for constants: throws for a word missing above. */
export function wordNumber(name: string): number {
  const number = numberOfName.get(name);
  if (number === undefined) throw new RangeError(`no control word ${name}`);
  return number;
}

/** Words whose group is left out whole. */
export const skippedWords: readonly string[] =
  `mhtmltag stylesheet listtable listoverridetable info generator xmlnstbl rsidtbl themedata colorschememapping datastore
  latentstyles pgdsctbl header headerl headerr headerf footer footerl footerr footerf ftnsep ftnsepc ftncn aftnsep
  aftnsepc aftncn objdata objclass objname objalias objsect blipuid picprop sn shprslt bkmkstart bkmkend xe tc
  filetbl revtbl atnid atnauthor atntime atnicn atnref atndate atnparent passwordhash template userprops
  comment keywords title subject author operator fname fontemb fontfile hlinkbase private nextfile
  pnseclvl listname liststylename oldcprops oldpprops oldsprops oldtprops wgrffmtfilter docvar fldtype background
  factoidname formfield protusertbl pxe datafield nonesttables annotation`.split(/\s+/);

/**
 * The trie: node n has 26 places from n * 26 for 'a' to 'z'; `wordAtNode[n]` is the number of the word ending there,
 * 0 = none. Node 0 is the root, and the place value 0 = no way on.
 */
export const wordCount = numberOfName.size + 1;
const letters = names.reduce((sum, name) => sum + name.length, 1);
export const trie = new Uint16Array(letters * 26);
export const wordAtNode = new Uint16Array(letters);
let nodes = 1;
for (const [name, number] of numberOfName) {
  let node = 0;
  for (let i = 0; i < name.length; i += 1) {
    const letter = name.charCodeAt(i) - 97;
    const place = node * 26 + letter;
    let next = trie[place] ?? 0;
    if (next === 0) {
      next = nodes++;
      trie[place] = next;
    }
    node = next;
  }
  wordAtNode[node] = number;
}
