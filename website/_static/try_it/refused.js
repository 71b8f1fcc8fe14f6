// Reasons that the visitor is told as they are.

export class Refused extends Error {}

// The answer to a request for a file of this site.
export async function fetched(address) {
  try {
    const answer = await fetch(address);
    if (answer.ok) return answer;
  } catch {
    // no connection
  }
  throw new Refused("The page could not load what it needs. Check your connection, then choose again.");
}
