import type { paths } from './schema';

/** `/conversations/{id}/messages` as it is called: `/conversations/${string}/messages`. */
type Filled<Path extends string> = Path extends `${infer Start}{${string}}${infer End}`
  ? `${Start}${string}${Filled<End>}`
  : Path;

type Method = 'get' | 'post' | 'patch' | 'delete';

/** Every path of the API's document that has this method, without the version in front. */
export type ApiPath<M extends Method> = {
  [Path in keyof paths & `/v1/${string}`]: [NonNullable<paths[Path][M]>] extends [never]
    ? never
    : Path extends `/v1${infer Rest}`
      ? Filled<Rest>
      : never;
}[keyof paths & `/v1/${string}`];
