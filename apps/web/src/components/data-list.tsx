import { useEffect, useRef, type ReactNode, type RefObject } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import classes from './data-list.module.css';

export interface DataColumn<T> {
  key: string;
  header: string;
  /** A grid track: `12rem`, `minmax(10rem, 2fr)`. Default `minmax(0, 1fr)`. */
  width?: string;
  render: (item: T) => ReactNode;
  /** Left out on small screens, where the first column should carry what matters. */
  wideOnly?: boolean;
  align?: 'start' | 'end';
}

interface DataListProps<T> {
  items: T[];
  columns: DataColumn<T>[];
  label: string;
  keyOf: (item: T) => string;
  rowHeight?: number;
  onOpen?: (item: T) => void;
  selectedKey?: string | null;
  hasMore?: boolean;
  onMore?: () => void;
  /** Keys of rows that have just come; they are lit up for a moment. */
  fresh?: ReadonlySet<string>;
  /** For whoever moves the list or wants to know where it stands. */
  scrollerRef?: RefObject<HTMLDivElement | null>;
  onScroll?: (top: number) => void;
}

/**
 * A table for long lists: virtualized, header stays, rows open by click or Enter. Give it a parent with a
 * height (flex column); it scrolls inside.
 */
export function DataList<T>(props: DataListProps<T>) {
  const { items, columns, keyOf, hasMore, onMore, onOpen } = props;
  const own = useRef<HTMLDivElement>(null);
  const scroller = props.scrollerRef ?? own;
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => props.rowHeight ?? 48,
    // What was measured stays with its row when others come in front of it.
    getItemKey: (index) => {
      const item = items[index];
      return item === undefined ? index : keyOf(item);
    },
    overscan: 10,
  });
  const rows = virtualizer.getVirtualItems();
  const lastRow = rows.at(-1)?.index ?? 0;

  useEffect(() => {
    if (hasMore && items.length > 0 && lastRow >= items.length - 8) onMore?.();
  }, [hasMore, items.length, lastRow, onMore]);

  const tracks = (wide: boolean) =>
    columns
      .filter((column) => wide || !column.wideOnly)
      .map((column) => column.width ?? 'minmax(0, 1fr)')
      .join(' ');
  const style = { '--tracks-wide': tracks(true), '--tracks-narrow': tracks(false) } as React.CSSProperties;

  return (
    <div
      ref={scroller}
      className={classes.scroller}
      role="table"
      aria-label={props.label}
      aria-rowcount={hasMore ? -1 : items.length + 1}
      tabIndex={0}
      style={style}
      onScroll={props.onScroll ? (event) => props.onScroll?.(event.currentTarget.scrollTop) : undefined}
    >
      <div role="rowgroup" className={classes.head}>
        <div role="row" className={classes.row} aria-rowindex={1}>
          {columns.map((column) => (
            <div
              key={column.key}
              role="columnheader"
              className={classes.cell}
              data-wide-only={column.wideOnly || undefined}
              data-align={column.align}
            >
              {column.header}
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" className={classes.body} style={{ blockSize: virtualizer.getTotalSize() }}>
        {rows.map((row) => {
          const item = items[row.index];
          if (item === undefined) return null;
          const key = keyOf(item);
          return (
            <div
              key={key}
              role="row"
              ref={virtualizer.measureElement}
              data-index={row.index}
              aria-rowindex={row.index + 2}
              data-selected={key === props.selectedKey || undefined}
              data-opens={onOpen ? true : undefined}
              data-fresh={props.fresh?.has(key) || undefined}
              tabIndex={onOpen ? 0 : undefined}
              className={`${classes.row} ${classes.item}`}
              style={{ transform: `translateY(${row.start}px)` }}
              onClick={onOpen ? () => onOpen(item) : undefined}
              onKeyDown={
                onOpen
                  ? (event) => {
                      if (event.key !== 'Enter' || event.target !== event.currentTarget) return;
                      event.preventDefault();
                      onOpen(item);
                    }
                  : undefined
              }
            >
              {columns.map((column) => (
                <div
                  key={column.key}
                  role="cell"
                  className={classes.cell}
                  data-wide-only={column.wideOnly || undefined}
                  data-align={column.align}
                >
                  {column.render(item)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}
