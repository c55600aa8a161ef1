/** An image of the organization: what was uploaded, made new by us, under the SHA-256 of its bytes. */
export interface Media {
  id: string;
  /** Lower-case hex of the bytes that will be published. */
  sha256: string;
  mediaType: string;
  width: number;
  height: number;
  bytes: number;
  altText: string;
  version: number;
  createdAt: Date;
}
