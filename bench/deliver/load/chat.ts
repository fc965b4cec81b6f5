// What the load needs of a chat: to listen, and to say something and hear that it is stored.

/** A chat server as its clients meet it. */
export interface Chat {
  /** Opens one listener that hears these channels; every frame is handed on. */
  listen(channels: readonly string[], hear: (bytes: Buffer, from: number, to: number) => void): Promise<void>;
  /** Opens one connection that speaks. */
  sender(channels: readonly string[]): Promise<Sender>;
}

/** Says one thing after another; true once it is acknowledged, false when it was refused. */
export type Sender = (channel: string, text: string) => Promise<boolean>;
