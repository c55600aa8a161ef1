import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { Type } from 'class-transformer';
import { z } from 'zod';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { AppError } from '../errors/app-error';
import { toPlainInput } from './plain-input';

/** One page of a list; `nextCursor` is null on the last. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export class PageQuery {
  @ApiPropertyOptional({ description: 'How many items at most.', minimum: 1, maximum: 200, default: 50 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;

  @ApiPropertyOptional({ description: '`nextCursor` of the page before.' })
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  cursor?: string;
}

/** A time in a cursor. PostgreSQL has no year 0. */
export const cursorTime = z.iso.datetime().refine((time) => !time.startsWith('0000'));

export function encodeCursor(position: Record<string, unknown>): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

export function decodeCursor<T>(cursor: string | undefined, schema: z.ZodType<T>): T | undefined {
  if (cursor === undefined || cursor === '') return undefined;
  try {
    return schema.parse(toPlainInput(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))));
  } catch (cause) {
    throw new AppError(
      'platform.invalid_cursor',
      400,
      'The cursor is not one that this list gave out. Start without one.',
      { cause, errors: [{ pointer: '?cursor', detail: 'is not valid' }] },
    );
  }
}

/** Cuts a list that was read with one row more than asked for. */
export function pageOf<R, T>(
  rows: R[],
  limit: number,
  position: (row: R) => Record<string, unknown>,
  item: (row: R) => T,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(item), nextCursor: rows.length > limit && last ? encodeCursor(position(last)) : null };
}
