import { Skeleton } from "@mantine/core";

import classes from "@/components/PageSkeleton.module.css";

/** Lines where a list will be. */
export function LinesSkeleton({ lines = 8 }: { lines?: number }) {
  return (
    <div className={classes.lines} aria-hidden>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={12} width={`${92 - ((line * 17) % 40)}%`} />
      ))}
    </div>
  );
}

/** What is there while the script of a page is loaded. */
export function PageSkeleton() {
  return (
    <div role="status" aria-label="Loading">
      <div className={classes.head}>
        <Skeleton height={16} width={140} />
      </div>
      <LinesSkeleton />
    </div>
  );
}
