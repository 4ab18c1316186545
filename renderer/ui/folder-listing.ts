// What the folder picker needs to know about a place: the answer of the contract's app.listFolders fits it.
export interface FolderListing {
  path: string | null;
  parent: string | null;
  places: readonly { name: string; path: string; kind: 'home' | 'documents' | 'desktop' | 'downloads' | 'disk' }[];
  folders: readonly { name: string; path: string }[];
  files: readonly { name: string; path: string; sizeBytes: number; modifiedAt: number }[];
  freeBytes: number | null;
  writable: boolean;
}
