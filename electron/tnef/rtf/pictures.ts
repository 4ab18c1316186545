export interface RtfPicture {
  readonly contentId: string;
  readonly mimeType: string;
  readonly bytes: Uint8Array;
}
