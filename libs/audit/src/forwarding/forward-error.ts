/** A receiver that could not be reached or did not take what was sent; the message is for an administrator to read. */
export class ForwardError extends Error {
  constructor(
    message: string,
    readonly retryAfterSeconds = 0,
  ) {
    super(message);
  }
}
