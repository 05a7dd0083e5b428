import { useInfiniteQuery } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { api } from "../api";
import { DeskHistoryDocument } from "../gql/graphql";
import { moment } from "../parts/paged";
import { useText } from "../text";

/** What happened to a case, the earliest first: the last events, and earlier ones when they are asked for. */
export function History({ id }: { id: string }) {
  const text = useText();
  const { data, error, hasNextPage, fetchNextPage, isFetching } = useInfiniteQuery({
    queryKey: ["history", id],
    queryFn: ({ pageParam, signal }) => api.ask(DeskHistoryDocument, { id, before: pageParam }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ case: shown }) => (shown?.events.pageInfo.hasPreviousPage ? shown.events.pageInfo.startCursor : undefined),
  });
  const pages = [...(data?.pages ?? [])].reverse();
  return (
    <>
      {error && <Alert type="error" role="alert" title={error.message} />}
      {hasNextPage && (
        <Button className="earlier" loading={isFetching} onClick={() => void fetchNextPage()}>
          {text("desk.earlier")}
        </Button>
      )}
      <ol className="history" start={pages[0]?.case?.events.nodes[0]?.seq ?? 1}>
        {pages.flatMap((page) =>
          (page.case?.events.nodes ?? []).map(({ seq, recordedAt, summary, by }) => (
            <li key={seq}>
              {moment(recordedAt)} {summary} {by?.name}
            </li>
          )),
        )}
      </ol>
    </>
  );
}
