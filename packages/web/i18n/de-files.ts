// German texts of files and images, which are loaded on demand.
import { fileSizesOf } from './file-sizes.ts';
import { formatsOf } from './formats.ts';

const { isolate, number, plural } = formatsOf('de');

export const fileSize = fileSizesOf('de');

export const attachFiles = 'Dateien anhängen';
export const dropFilesHere = (heading: string) => `Dateien hier ablegen, um sie an ${heading} zu senden`;
export const dropFilesInThread = (heading: string) =>
  `Dateien hier ablegen, um sie in diesem Thread von ${heading} zu senden`;
export const cannotDropHere = 'Hier kannst du keine Dateien senden.';
export const attachedFiles = 'Angehängte Dateien';
export const preparingFile = 'Wird vorbereitet …';
export const waitingForUpload = 'Wartet …';
export const fileReady = 'Bereit';
export const uploadedPart = (percent: number) => `${number(percent)} %`;
export const uploadFailed = 'Nicht hochgeladen';
export const removeFile = (name: string) => `${isolate(name)} entfernen`;
export const retryUpload = (name: string) => `${isolate(name)} noch einmal hochladen`;
export const uploadingFiles = (count: number, percent: number) =>
  plural(count, {
    one: `Wird hochgeladen: ${number(percent)} %`,
    other: `${number(count)} Dateien werden hochgeladen: ${number(percent)} %`,
  });
export const uploadStarted = (count: number) =>
  plural(count, { one: '1 Datei wird hochgeladen.', other: `${number(count)} Dateien werden hochgeladen.` });
export const uploadFinished = (count: number) =>
  plural(count, { one: '1 Datei ist bereit.', other: `${number(count)} Dateien sind bereit.` });

export const fileTooLarge = (name: string, size: number, max: number) =>
  `${isolate(name)} ist ${fileSize(size)} groß. Eine Datei darf höchstens ${fileSize(max)} groß sein.`;
export const fileEmpty = (name: string) => `${isolate(name)} ist leer oder ein Ordner.`;
export const fileTypeNotAllowed = (name: string) =>
  `Dateien wie ${isolate(name)} können hier nicht gesendet werden. Lege sie in ein Archiv, etwa eine ZIP-Datei.`;
export const tooManyFiles = (max: number) => `Eine Nachricht kann höchstens ${number(max)} Dateien haben.`;
export const imageTooLarge = (name: string, megapixels: number, max: number) =>
  `${isolate(name)} hat ${number(megapixels)} Megapixel. Ein Bild darf höchstens ${number(max)} haben.`;
export const imageDamaged = (name: string) =>
  `${isolate(name)} ist kein gültiges Bild, deshalb lassen sich Ort und Zeit nicht daraus entfernen. Speichere es in einem Bildprogramm noch einmal.`;
export const metadataKept = (name: string) =>
  `${isolate(name)} wird unverändert gesendet. Falls der Aufnahmeort darin steht, können andere ihn lesen.`;
export const tooManyWaitingFiles =
  'Zu viele Dateien warten darauf, hochgeladen zu werden. Warte, bis einige gesendet sind, oder entferne welche.';
export const browserStorageFull = (name: string) =>
  `Dein Browser hat keinen Platz, um ${isolate(name)} bis zum Senden aufzubewahren. Schaffe Platz auf diesem Gerät.`;
export const fileLost = (name: string) =>
  `${isolate(name)} ist nicht mehr in diesem Browser. Verwirf die Nachricht und hänge die Datei noch einmal an.`;
export const fileFailed = (name: string, problem: string) => `${isolate(name)}: ${problem}`;
export const uploadRejected = (status: number) => `Das Hochladen ist fehlgeschlagen (${status}).`;
export const uploadInterrupted = 'Das Hochladen wurde unterbrochen.';

export const downloadFile = (name: string) => `${isolate(name)} herunterladen`;
export const openImage = (name: string) => `Bild ${isolate(name)} öffnen`;
export const playFile = (name: string) => `${isolate(name)} abspielen`;
export const cannotLoadFile = 'Die Datei konnte nicht geladen werden.';
export const cannotPlayFile = 'Dein Browser kann diese Datei nicht abspielen. Du kannst sie herunterladen.';
export const imageOf = (index: number, count: number) => `${number(index)} von ${number(count)}`;
export const previousImage = 'Vorheriges Bild';
export const nextImage = 'Nächstes Bild';
export const zoomIn = 'Vergrößern';
export const zoomOut = 'Verkleinern';

/** What stands for a message that has files and no text. */
export const filesExcerpt = (kind: 'image' | 'video' | 'audio' | 'file', count: number) =>
  ({
    image: plural(count, { one: 'Bild', other: `${number(count)} Bilder` }),
    video: plural(count, { one: 'Video', other: `${number(count)} Videos` }),
    audio: plural(count, { one: 'Audio', other: `${number(count)} Audiodateien` }),
    file: plural(count, { one: 'Datei', other: `${number(count)} Dateien` }),
  })[kind];

/** The list of a channel's files. */
export const filesTab = 'Dateien';
export const filesOfChannel = 'Dateien dieses Kanals';
export const kindOfFiles = 'Art der Dateien';
export const filesOfKind = (kind: 'all' | 'image' | 'media' | 'document') =>
  ({ all: 'Alle', image: 'Bilder', media: 'Audio, Video', document: 'Dokumente' })[kind];
export const noFiles = 'Hier gibt es noch keine Dateien.';
export const moreFiles = 'Mehr Dateien';
export const jumpToMessage = 'Zur Nachricht springen';
export const jumpToFile = (name: string) => `Zur Nachricht mit ${isolate(name)} springen`;
