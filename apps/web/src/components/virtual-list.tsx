import { useEffect, useRef, type ReactNode } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import classes from './virtual-list.module.css';

interface VirtualListProps<T> {
  items: T[];
  label: string;
  estimateSize: number;
  keyOf: (item: T) => string;
  children: (item: T, index: number) => ReactNode;
  /** Index to keep in view, for keyboard movement. */
  activeIndex?: number;
  hasMore?: boolean;
  onMore?: () => void;
  className?: string;
}

/** A list of any length: only the rows in view are in the document. Asks for more when its end comes near. */
export function VirtualList<T>(props: VirtualListProps<T>) {
  const { items, keyOf, activeIndex, hasMore, onMore } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => props.estimateSize,
    getItemKey: (index) => {
      const item = items[index];
      return item === undefined ? index : keyOf(item);
    },
    overscan: 8,
  });
  const rows = virtualizer.getVirtualItems();
  const lastRow = rows.at(-1)?.index ?? 0;

  useEffect(() => {
    if (hasMore && items.length > 0 && lastRow >= items.length - 5) onMore?.();
  }, [hasMore, items.length, lastRow, onMore]);

  useEffect(() => {
    if (activeIndex !== undefined && activeIndex >= 0) virtualizer.scrollToIndex(activeIndex, { align: 'auto' });
  }, [activeIndex, virtualizer]);

  return (
    <div ref={scroller} className={`${classes.scroller} ${props.className ?? ''}`}>
      <ul className={classes.list} aria-label={props.label} style={{ blockSize: virtualizer.getTotalSize() }}>
        {rows.map((row) => {
          const item = items[row.index];
          return item === undefined ? null : (
            <li
              key={row.key}
              ref={virtualizer.measureElement}
              data-index={row.index}
              aria-setsize={hasMore ? -1 : items.length}
              aria-posinset={row.index + 1}
              className={classes.row}
              style={{ transform: `translateY(${row.start}px)` }}
            >
              {props.children(item, row.index)}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
