/** Asks the server at ONEWINDOW_URL and gives the data, or fails with its errors. */
export async function ask(query, variables) {
  const answer = await fetch(process.env.ONEWINDOW_URL, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/graphql-response+json" },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await answer.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}
