// What the load needs of a chat: to listen, and to say something and hear that it is stored.

/** Hears a frame: the bytes that hold it, and from where to where. They are overwritten later. */
export type Hear = (bytes: Buffer, from: number, to: number) => void;

/** A chat server as its clients meet it. */
export interface Chat {
  /** Opens one listener that hears these channels; every frame is handed on. */
  listen(channels: readonly string[], hear: Hear): Promise<void>;
  /** Somebody who speaks. */
  sender(): Promise<Sender>;
}

/** Says one thing after another, each with its number in it; true once it is acknowledged, false when it was refused. */
export type Sender = (channel: string, text: string, number: number) => Promise<boolean>;
