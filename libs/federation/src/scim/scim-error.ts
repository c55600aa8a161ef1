/** RFC 7644 §3.12. Its `code` is ours, and stable. */
export class ScimError extends Error {
  constructor(
    readonly status: number,
    readonly scimType: string | null,
    readonly detail: string,
    readonly code = `federation.scim_${scimType ? snakeCase(scimType) : status}`,
  ) {
    super(detail);
    this.name = 'ScimError';
  }
}

const snakeCase = (text: string): string => text.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

export const scimNotFound = (what: string): ScimError => new ScimError(404, null, `There is no such ${what}.`);
export const scimTaken = (what: string): ScimError => new ScimError(409, 'uniqueness', `There is already a ${what}.`);
export const scimValue = (detail: string): ScimError => new ScimError(400, 'invalidValue', detail);
export const scimFilter = (detail: string): ScimError => new ScimError(400, 'invalidFilter', detail);
export const scimPath = (detail: string): ScimError => new ScimError(400, 'invalidPath', detail);
