// What the desktop shell says outside the page: menus and the few dialogs of the system.
import type { Language } from '../../contract/errors.ts';

export interface Words {
  readonly about: string;
  readonly hide: string;
  readonly hideOthers: string;
  readonly showAll: string;
  readonly quit: string;
  readonly file: string;
  readonly closeWindow: string;
  readonly edit: string;
  readonly undo: string;
  readonly redo: string;
  readonly cut: string;
  readonly copy: string;
  readonly paste: string;
  readonly selectAll: string;
  readonly view: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly zoomReset: string;
  readonly fullScreen: string;
  readonly window: string;
  readonly minimize: string;
  readonly zoom: string;
  readonly toFront: string;
  readonly help: string;
  readonly dataFolder: string;
  readonly log: string;
  readonly cannotStart: string;
}

export const words: Readonly<Record<Language, Words>> = {
  en: {
    about: 'About Malleposte',
    hide: 'Hide Malleposte',
    hideOthers: 'Hide Others',
    showAll: 'Show All',
    quit: 'Quit Malleposte',
    file: 'File',
    closeWindow: 'Close Window',
    edit: 'Edit',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select All',
    view: 'View',
    zoomIn: 'Larger',
    zoomOut: 'Smaller',
    zoomReset: 'Actual Size',
    fullScreen: 'Full Screen',
    window: 'Window',
    minimize: 'Minimise',
    zoom: 'Zoom',
    toFront: 'Bring All to Front',
    help: 'Help',
    dataFolder: 'Open the Data Folder',
    log: 'Show the Log',
    cannotStart: 'Malleposte cannot start',
  },
  fr: {
    about: 'À propos de Malleposte',
    hide: 'Masquer Malleposte',
    hideOthers: 'Masquer les autres',
    showAll: 'Tout afficher',
    quit: 'Quitter Malleposte',
    file: 'Fichier',
    closeWindow: 'Fermer la fenêtre',
    edit: 'Édition',
    undo: 'Annuler',
    redo: 'Rétablir',
    cut: 'Couper',
    copy: 'Copier',
    paste: 'Coller',
    selectAll: 'Tout sélectionner',
    view: 'Affichage',
    zoomIn: 'Agrandir',
    zoomOut: 'Réduire',
    zoomReset: 'Taille réelle',
    fullScreen: 'Plein écran',
    window: 'Fenêtre',
    minimize: 'Réduire la fenêtre',
    zoom: 'Réduire/agrandir',
    toFront: 'Tout ramener au premier plan',
    help: 'Aide',
    dataFolder: 'Ouvrir le dossier des données',
    log: 'Afficher le journal',
    cannotStart: 'Malleposte ne peut pas démarrer',
  },
};
