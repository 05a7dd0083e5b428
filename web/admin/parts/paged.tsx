import { keepPreviousData } from "@tanstack/react-query";
import { Alert, Button, Table, type TableColumnsType } from "antd";
import { useEffect, useRef, useState } from "react";
import type { Operation } from "../../shared/api";
import { useAnswer } from "../api";
import { useText } from "../text";

/** Where a page of a connection stands. */
export interface Pages {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor?: string | null;
  endCursor?: string | null;
}

/** Which page of a connection is asked for. */
export interface PageArguments {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
}

const size = 20;

interface Props<Answer, Variables, Row> {
  /** Under which name the answers are kept; changes invalidate by it. */
  name: string;
  label: string;
  operation: Operation<Answer, Variables & PageArguments>;
  variables: Variables;
  rows: (answer: Answer) => { nodes: readonly Row[]; pageInfo: Pages } | null | undefined;
  columns: TableColumnsType<Row>;
  rowKey: (row: Row) => string;
  more?: (row: Row) => React.ReactNode;
  /** The keys of the rows that are chosen, over all pages, where rows can be chosen. */
  chosen?: string[];
  onChoose?: (chosen: string[]) => void;
}

/** A table over a connection, page by page with its cursors. */
export function Paged<Answer, Variables, Row extends object>({ name, label, operation, variables, rows, columns, rowKey, more, chosen, onChoose }: Props<Answer, Variables, Row>) {
  const text = useText();
  const [page, setPage] = useState<PageArguments>({ first: size });
  const list = useRef<HTMLDivElement>(null);
  // The page before stays until the next one is there, and so does the focus on what turned it.
  const { data, error, isPending, isPlaceholderData } = useAnswer(name, operation, { ...variables, ...page }, { placeholderData: keepPreviousData });
  const connection = data && rows(data);
  const info = connection?.pageInfo;

  const turned = useRef(page);
  useEffect(() => {
    if (isPlaceholderData || turned.current === page) return;
    turned.current = page;
    const { activeElement } = document;
    if (activeElement === document.body || activeElement?.matches(":disabled")) list.current?.focus(); // there is no further page
  }, [page, isPlaceholderData]);
  return (
    <section aria-label={label} className="paged">
      {error && <Alert type="error" role="alert" title={error.message} />}
      <div className="wide" ref={list} tabIndex={0} role="group" aria-label={label}>
        <Table<Row>
          dataSource={[...(connection?.nodes ?? [])]}
          columns={columns}
          rowKey={rowKey}
          loading={isPending || isPlaceholderData}
          pagination={false}
          {...(chosen &&
            onChoose && {
              rowSelection: {
                selectedRowKeys: chosen,
                preserveSelectedRowKeys: true,
                onChange: (keys: React.Key[]) => onChoose(keys.map(String)),
                getCheckboxProps: (row: Row) => ({ "aria-label": rowKey(row) }) as object,
              },
            })}
          {...(more && { expandable: { expandedRowRender: more, columnTitle: text("people.more") } })}
        />
      </div>
      <p className="turn">
        <Button disabled={!info?.hasPreviousPage} onClick={() => setPage({ last: size, before: info?.startCursor ?? null })}>
          {text("people.before")}
        </Button>{" "}
        <Button disabled={!info?.hasNextPage} onClick={() => setPage({ first: size, after: info?.endCursor ?? null })}>
          {text("people.next")}
        </Button>
      </p>
    </section>
  );
}

/** An instant as people read it. */
export function moment(at: string | null | undefined): string {
  return at ? at.slice(0, 19).replace("T", " ") : "";
}
