// The client interface of a chat server for the load: subscribe, and post with an acknowledgement.

/** Receives a frame as a range of a buffer, which is overwritten later. */
export type OnFrame = (bytes: Buffer, from: number, to: number) => void;

/** A chat server for its clients. */
export interface ChatClient {
  /** Opens a subscriber of these channels and passes on every frame. */
  listen(channels: readonly string[], onFrame: OnFrame): Promise<void>;
  /** Creates a sender. */
  sender(): Promise<Sender>;
}

/** Posts a message with its number in it; resolves with true once it is acknowledged, with false when it was rejected. */
export type Sender = (channel: string, text: string, number: number) => Promise<boolean>;
