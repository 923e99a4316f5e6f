import type { JsonValue } from '../../protocol/base/json.ts';
import type { RetrievedDocument } from '../../protocol/model/span.ts';
import {
  at,
  defined,
  display,
  firstOf,
  listOf,
  nonEmpty,
  numberOf,
  objectOf,
  textOf,
  unwrap,
} from './values.ts';

/**
 * Documents as retrievers return them: a list, or an object holding one under `documents`, `results` or
 * `matches`. LangChain and MLflow say `page_content`, LlamaIndex `text` (under `node`), OTel `content`.
 */
export function documentsFrom(value: JsonValue | undefined): readonly RetrievedDocument[] | undefined {
  const list = listOf(value) ?? listOf(firstOf(value, ['documents', 'results', 'matches', 'nodes']));
  if (list === undefined) return undefined;
  const documents: RetrievedDocument[] = [];
  for (const item of list) {
    const document = documentFrom(item);
    if (document === undefined) return undefined;
    documents.push(document);
  }
  return nonEmpty(documents);
}

export function documentFrom(item: JsonValue): RetrievedDocument | undefined {
  const node = at(item, 'node');
  const body = objectOf(node) ?? objectOf(item);
  const content = firstOf(body, ['page_content', 'content', 'text', 'document']);
  if (body === undefined || content === undefined) return undefined;
  const metadata = objectOf(unwrap(at(body, 'metadata'))) ?? {};
  const id = firstOf(body, ['id', 'id_', 'doc_id']);
  return defined<RetrievedDocument>({
    id: id === undefined ? textOf(metadata.doc_id) : display(id),
    content: display(content),
    score: numberOf(firstOf(item, ['score', 'relevance_score'])) ?? numberOf(metadata.score),
    metadata,
  });
}
