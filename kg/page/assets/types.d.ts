// The records that kg/page/content.py gives the page, and what the modules make of them. For tsc alone: no page holds this.

interface Category {
  name: string;
  label: string;
  plural: string;
  definition: string;
  colour: string;
  shape: string;
  /** The node that most others of the category are kinds of. */
  hub?: string;
}

interface Predicate {
  name: string;
  label: string;
  inverse_label?: string;
  definition: string;
  symmetric?: boolean;
}

/** A modality, a polarity or a kind of tension. */
interface Term {
  name: string;
  label: string;
  definition?: string;
}

interface Dataset {
  id: string;
  title: string;
  description: string;
  version: string;
  date: string;
  licence: string;
  licence_url: string;
  creator: string;
  doi: string;
  repository: string;
  contact: string;
}

interface Source {
  id: string;
  title: string;
  short: string;
  kind: string;
  author?: string;
  reviewer?: string;
  publisher?: string;
  published?: string;
  reviewed?: string;
  licence?: string;
  url?: string;
  note?: string;
}

interface Mapping {
  id: string;
  label: string;
  match: "exactMatch" | "closeMatch" | "broadMatch" | "narrowMatch" | "relatedMatch";
}

/** What a node has in the file and keeps in the page. */
interface NodeFields {
  id: string;
  shape: string;
  size: number;
  x: number;
  y: number;
  community: number;
  between: number;
  synonyms?: string[];
  abbreviations?: string[];
  definition?: string;
  note?: string;
  ungrounded?: string;
  terms?: Mapping[];
}

interface ClaimFields {
  id: string;
  paragraph: number;
  statement: string;
  polarity: string;
  modality: string;
  hedge?: string[];
  quantity?: string;
  population?: string[];
  comparator?: string[];
  aspect?: string[];
  context?: string[];
  inferred?: boolean;
  note?: string;
}

interface TensionFields {
  id: string;
  weight: string;
  why: string;
  cut?: number;
}

/** The block `network`: node and edge as pyvis makes them. */
interface NetworkData {
  nodes: (NodeFields & { label: string; category: string })[];
  edges: {
    from: string;
    to: string;
    predicate: string;
  }[];
  options: string;
}

/** What studies found (kg/page/evidence.py): `columns` names the values in the lists. */
interface PageEvidence {
  titles: Record<string, string>;
  extents: Record<string, string>;
  /** What things that studies name are also called. */
  also: [name: string, others: string][];
  marks: Record<string, string>;
  columns: Record<"summary" | "evidence" | "study" | "finding" | "link" | "numbers", string[]>;
  studies: string[][];
  findings: string[][];
  claims: {
    claim: number;
    mark: string;
    told: string;
    counts: number[];
    rows?: [study: number, finding: number, ...link: string[]][];
    harms?: [study: number, finding: number, sure?: string][];
  }[];
}

/** `cells` holds the values of columns of the CSV form; all else is words. */
interface Study {
  cited: string;
  design: string;
  paid: string;
  cells: Record<string, string>;
}

interface Finding {
  what: string;
  withIt: string;
  against: string;
  difference: string;
  counted: string;
  whom: string;
  cells: Record<string, string>;
}

interface Harm {
  study: Study;
  finding: Finding;
  sure: string;
}

/** A linked finding; or a side on which nothing was found, which has no study and no finding. */
interface EvidenceRow {
  study?: Study;
  finding?: Finding;
  cells: Record<string, string>;
}

interface ClaimEvidence {
  mark: string;
  told: string;
  counts: number[];
  rows: EvidenceRow[];
  harms: Harm[];
}

type CsvValue = string | number | string[] | undefined;

/** The block `records`. */
interface PageRecords {
  prefixes: { node: string; claim: string; terms: Record<string, string> };
  dataset: Dataset;
  excerpt: { what: string; whole: number } | null;
  sampled: number | null;
  lines: Record<string, number[]>;
  /** Predicates that paths do not follow. */
  no_steps: string[];
  /** How uncertain a claim of a modality is, and one that is inferred. */
  uncertainty: Record<string, number[]>;
  categories: Category[];
  predicates: Predicate[];
  modalities: Term[];
  polarities: Term[];
  sources: Source[];
  sections: { id: string; title: string; source: number }[];
  claims: (Omit<ClaimFields, "polarity" | "modality"> & { polarity?: string; modality?: string; edge: number; section: number })[];
  tensions: (TensionFields & { kind: string; claims?: number[]; against?: number[] })[];
  kinds: Term[];
  kind_of: string;
  usual: { polarity: string; modality: string };
  story: string[];
  short: { text: string; show: string }[];
  answers: { name: string; question: string; columns: string[]; rows: string[][]; more: number }[];
  evidence?: PageEvidence;
}

interface GraphNode extends NodeFields {
  name: string;
  slug: string;
  category: Category;
  edges: Edge[];
  mentions: Claim[];
  inTension: boolean;
}

interface Edge {
  id: string;
  subject: GraphNode;
  object: GraphNode;
  predicate: Predicate;
  certainty: string;
  contested: boolean;
  inTension: boolean;
  width: number;
  dashes: number[] | false;
  claims: Claim[];
}

interface Section {
  id: string;
  title: string;
  source: Source;
}

interface Claim extends ClaimFields {
  edge: Edge;
  section: Section;
  tensions: Tension[];
}

interface Tension extends TensionFields {
  kind: Term;
  claims: Claim[];
  against: Claim[];
}

interface Community {
  number: number;
  members: GraphNode[];
  label: string;
}

/** What the reader looks at. `off` holds the filter values that are switched off. */
interface State {
  chosen: GraphNode | Edge | null;
  view: string;
  columns: string[];
  matrix: string[];
  table: string;
  words: string;
  sort: string[];
  figure: string;
  level: string;
  differs: string;
  about: string;
  layout: string;
  centre: GraphNode | null;
  steps: number;
  ends: GraphNode[];
  picked: GraphNode[];
  compared: GraphNode[];
  claim: Claim | null;
  colour: string;
  size: string;
  off: Record<string, Set<string>>;
  pins: { claim: Claim; note: string }[];
}

interface Point {
  x: number;
  y: number;
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
  owner?: Circle;
}

/** The line from a symbol to its name. */
interface Leader {
  start: Point;
  end: Point;
}

/** The free part of the canvas: `height` pixels below `head`, of `full` in all. */
interface Room {
  width: number;
  height: number;
  head: number;
  full: number;
}

/** What the picture holds: nodes and their places, edges, and a sentence on what is missing. */
interface Scene {
  places: Map<GraphNode, Point>;
  edges: Edge[];
  note: string | null;
  canLeave?: boolean;
  isMap?: boolean;
  /** Whether a node that is moved stays there when the filters change. */
  keepsPlaces?: boolean;
}

interface TextStyle {
  font: string;
  size: number;
  width: number;
  lines: number;
}

interface TextBlock {
  lines: string[];
  width: number;
  height: number;
  font: string;
  size: number;
}

interface Circle extends Point {
  node: GraphNode;
  radius: number;
}

/** `must` lets a name cover a node and `always` lets it leave the frame as well. */
interface NameRequest extends Circle {
  enlarged?: number;
  strong: boolean;
  must: boolean;
  always: boolean;
}

interface PlacedName extends Circle {
  text: TextBlock;
  box: Box;
  strong: boolean;
  leader: Leader | null;
}

interface Attributes {
  [name: string]: string | number | boolean | null | undefined | ((event: never) => void);
  onclick?: (event: MouseEvent) => void;
  oninput?: () => void;
  onchange?: () => void;
  onkeydown?: (event: KeyboardEvent) => void;
  onpointerdown?: (event: PointerEvent) => void;
}

type Child = Node | string | number | boolean | null | undefined | Child[];

/** As much of vis-network as the page uses. */
declare namespace vis {
  class DataSet<Item extends { id: string }> {
    remove(ids: string[]): void;
    update(items: (Partial<Item> & { id: string })[]): void;
    getIds(): string[];
    get(id: string): Item;
  }

  interface Events {
    afterDrawing: CanvasRenderingContext2D;
    click: { pointer: { DOM: Point } };
    zoom: object;
    resize: object;
    dragging: { nodes: string[] };
    dragEnd: { nodes: string[] };
  }

  class Network {
    constructor(holder: HTMLElement, data: object, options: object);
    body: { nodes: Record<string, Point>; edges: Record<string, { edgeType: { getPoint(share: number): Point } }> };
    on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): void;
    redraw(): void;
    getScale(): number;
    moveTo(view: { position?: Point; scale?: number; animation?: false | { duration: number; easingFunction: string } }): void;
    canvasToDOM(place: Point): Point;
    getEdgeAt(place: Point): string;
  }
}

interface Window {
  kgPage: object;
}
