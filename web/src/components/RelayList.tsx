import { Button } from "@mantine/core";
import { useInViewport } from "@mantine/hooks";
import { useEffect, useEffectEvent } from "react";

import { Problem } from "@/components/Notice";
import classes from "@/components/RelayList.module.css";
import { sentenceFor } from "@/lib/graphql/errors";
import type { List } from "@/lib/graphql/useConnection";

interface Props<Node> {
  list: List<Node>;
  /** What is there while nothing has been read. */
  skeleton: React.ReactNode;
  /** What is there if the list is empty. */
  empty: React.ReactNode;
  children: (nodes: readonly Node[]) => React.ReactNode;
}

/** A list of useConnection in each of its states. More is read when one has scrolled near to the end. */
export function RelayList<Node>({ list, skeleton, empty, children }: Props<Node>) {
  const { nodes, error, loading, stale, hasMore, loadingMore, loadMore, reload } = list;
  return (
    <div className={classes.list} data-stale={stale || undefined} aria-busy={loading || stale}>
      {error !== null && <Problem message={sentenceFor(error)} retry={reload} />}
      {loading && skeleton}
      {!loading && nodes.length === 0 && error === null && empty}
      {nodes.length > 0 && children(nodes)}
      {hasMore && <More key={nodes.length} pending={loadingMore} failed={error !== null} load={loadMore} />}
    </div>
  );
}

function More({ pending, failed, load }: { pending: boolean; failed: boolean; load: () => void }) {
  const { ref, inViewport } = useInViewport<HTMLDivElement>();
  const loadUnlessFailed = useEffectEvent(() => {
    if (!failed) load();
  });
  useEffect(() => {
    if (inViewport) loadUnlessFailed();
  }, [inViewport]);
  return (
    <div ref={ref} className={classes.more}>
      <Button variant="subtle" size="compact-sm" loading={pending} onClick={load}>
        Load more
      </Button>
    </div>
  );
}
