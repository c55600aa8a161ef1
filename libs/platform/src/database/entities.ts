import { getMetadataArgsStorage, type MixedList } from 'typeorm';

/** Every loaded class that carries @Entity: a feature's entities are known once its module is imported. */
export function entityClasses(): MixedList<never> {
  return getMetadataArgsStorage()
    .tables.map((table) => table.target)
    .filter((target) => typeof target === 'function') as unknown as MixedList<never>;
}
