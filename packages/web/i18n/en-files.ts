// English texts of files and images, which are loaded on demand.
import { fileSizesOf } from './file-sizes.ts';
import { formatsOf } from './formats.ts';

const { isolate, number, plural } = formatsOf('en');

export const fileSize = fileSizesOf('en');

export const attachFiles = 'Attach files';
export const dropFilesHere = (heading: string) => `Drop files here to send them to ${heading}`;
export const dropFilesInThread = (heading: string) => `Drop files here to send them in this thread of ${heading}`;
export const cannotDropHere = 'You can’t send files here.';
export const attachedFiles = 'Attached files';
export const preparingFile = 'Preparing…';
export const waitingForUpload = 'Waiting…';
export const fileReady = 'Ready';
export const uploadedPart = (percent: number) => `${number(percent)} %`;
export const uploadFailed = 'Not uploaded';
export const removeFile = (name: string) => `Remove ${isolate(name)}`;
export const retryUpload = (name: string) => `Upload ${isolate(name)} again`;
export const uploadingFiles = (count: number, percent: number) =>
  plural(count, {
    one: `Uploading: ${number(percent)} %`,
    other: `Uploading ${number(count)} files: ${number(percent)} %`,
  });
export const uploadStarted = (count: number) =>
  plural(count, { one: 'Uploading 1 file.', other: `Uploading ${number(count)} files.` });
export const uploadFinished = (count: number) =>
  plural(count, { one: '1 file is ready to send.', other: `${number(count)} files are ready to send.` });

export const fileTooLarge = (name: string, size: number, max: number) =>
  `${isolate(name)} is ${fileSize(size)}. A file can be at most ${fileSize(max)}.`;
export const fileEmpty = (name: string) => `${isolate(name)} is empty, or a folder.`;
export const fileTypeNotAllowed = (name: string) =>
  `Files like ${isolate(name)} can’t be sent here. Put it in an archive, such as a ZIP file.`;
export const tooManyFiles = (max: number) => `A message can have at most ${number(max)} files.`;
export const imageTooLarge = (name: string, megapixels: number, max: number) =>
  `${isolate(name)} has ${number(megapixels)} megapixels. An image can have at most ${number(max)}.`;
export const imageDamaged = (name: string) =>
  `${isolate(name)} isn’t a valid image, so the place and time in it can’t be removed. Save it again in an image editor.`;
export const metadataKept = (name: string) =>
  `${isolate(name)} is sent as it is. If it contains the place where it was taken, others can read it.`;
export const tooManyWaitingFiles =
  'Too many files are waiting to be uploaded. Wait until some are sent, or remove some.';
export const browserStorageFull = (name: string) =>
  `Your browser has no room to keep ${isolate(name)} until it is sent. Free some space on this device.`;
export const fileLost = (name: string) =>
  `${isolate(name)} is no longer in this browser. Discard the message and attach the file again.`;
export const fileFailed = (name: string, problem: string) => `${isolate(name)}: ${problem}`;
export const uploadRejected = (status: number) => `The upload failed (${status}).`;
export const uploadInterrupted = 'The upload was interrupted.';

export const downloadFile = (name: string) => `Download ${isolate(name)}`;
export const openImage = (name: string) => `Open image ${isolate(name)}`;
export const playFile = (name: string) => `Play ${isolate(name)}`;
export const cannotLoadFile = 'Couldn’t load the file.';
export const cannotPlayFile = 'Your browser can’t play this file. You can download it.';
export const imageOf = (index: number, count: number) => `${number(index)} of ${number(count)}`;
export const previousImage = 'Previous image';
export const nextImage = 'Next image';
export const zoomIn = 'Zoom in';
export const zoomOut = 'Zoom out';

/** What stands for a message that has files and no text. */
export const filesExcerpt = (kind: 'image' | 'video' | 'audio' | 'file', count: number) =>
  ({
    image: plural(count, { one: 'Image', other: `${number(count)} images` }),
    video: plural(count, { one: 'Video', other: `${number(count)} videos` }),
    audio: plural(count, { one: 'Audio', other: `${number(count)} audio files` }),
    file: plural(count, { one: 'File', other: `${number(count)} files` }),
  })[kind];

/** The list of a channel's files. */
export const filesTab = 'Files';
export const filesOfChannel = 'Files of this channel';
export const kindOfFiles = 'Kind of files';
export const filesOfKind = (kind: 'all' | 'image' | 'media' | 'document') =>
  ({ all: 'All', image: 'Images', media: 'Audio, video', document: 'Documents' })[kind];
export const noFiles = 'There are no files here yet.';
export const moreFiles = 'More files';
export const jumpToMessage = 'Jump to message';
export const jumpToFile = (name: string) => `Jump to the message with ${isolate(name)}`;
