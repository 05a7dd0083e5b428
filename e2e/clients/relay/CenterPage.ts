import { graphql } from "relay-runtime";

/** What a center offers, page by page: loads more by the center's id. */
export const offerings = graphql`
  fragment CenterPage_offerings on ServiceCenter
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" }, modes: { type: "[OfferingMode!]" })
  @refetchable(queryName: "CenterPageOfferingsQuery") {
    offerings(first: $count, after: $cursor, modes: $modes) @connection(key: "CenterPage_offerings", filters: ["modes"]) {
      edges {
        node {
          id
          mode
          item {
            ...ItemCard_item
          }
        }
      }
    }
  }
`;

/** The windows and hours of a center, refetched when they are looked at. */
export const today = graphql`
  fragment CenterPage_today on ServiceCenter @refetchable(queryName: "CenterPageTodayQuery") {
    openNow
    day {
      day
    }
  }
`;

export const page = graphql`
  query CenterPageQuery($code: String!) {
    center(code: $code) {
      name
      ...CenterPage_offerings
      ...CenterPage_today
    }
  }
`;
