import { z } from 'zod';
import { describeParams } from '../param-meta';
import { MEMBERS } from './members/member';

const GROUPS = {
  members: { group: 'Members', groupZh: '成员' },
  network: { group: 'Sequence network', groupZh: '序列网络' },
  training: { group: 'Training', groupZh: '训练' },
  events: { group: 'Events', groupZh: '事件' },
  protocol: { group: 'Protocol', groupZh: '评测方案' },
  evidence: { group: 'Evidence', groupZh: '评估' },
} as const;

const describe = describeParams(GROUPS);
const NETWORK = { network: true };

const members = {
  linear: describe(z.array(z.enum(MEMBERS).exclude(['transformer'])).min(1).default(['popular', 'recent', 'covisitation', 'item-knn', 'session-knn', 'ease', 'markov']), {
    group: 'members', order: 1, title: ['Simple members', '简单成员'], help: ['Baselines that any network must beat, and that stay in the blend: popularity of all time and of the last days, what is taken near an item (co-visitation), by the same customers (ItemKNN), what sessions like this one went on with, newer and closer ones counting more (session neighbours), a linear autoencoder (EASE, up to 12,500 items), and what follows at once (Markov).', '任何网络都必须超越、并保留在混合中的基线：全期与近期热度、邻近共现、相同客户（ItemKNN）、相似会话的后续（会话近邻，越新越近权重越大）、线性自编码器（EASE，至多 12,500 个商品）以及紧随其后（Markov）。'],
    options: { popular: ['Popularity', '热度'], recent: ['Recent popularity', '近期热度'], covisitation: ['Co-visitation', '共现'], 'item-knn': ['ItemKNN', 'ItemKNN'], 'session-knn': ['Session neighbours', '会话近邻'], ease: ['EASE', 'EASE'], markov: ['Markov', 'Markov'] },
  }),
  network: describe(z.boolean().default(true), { group: 'members', order: 2, title: ['Sequence network', '序列网络'], help: ['A transformer over each customer\'s sequence. Costs most of the time; the shuffle test says whether it pays on your data.', '基于每位客户行为序列的 Transformer。耗时最多；打乱顺序检验会说明它在您的数据上是否值得。'] }),
  decay: describe(z.number().min(0).max(1).nullable().default(null), { group: 'members', order: 3, title: ['Recency decay', '近期衰减'], help: ['Weight of an event against the one after it. 1: all count alike; 0: the newest alone. Empty: chosen for each member on validation lists.', '每个事件相对其后一个事件的权重。1 表示同等，0 表示仅最新。留空：由验证列表为每个成员选定。'], advanced: true }),
  shrink: describe(z.number().min(0).max(1000).default(30), { group: 'members', order: 4, title: ['ItemKNN shrinkage', 'ItemKNN 收缩'], help: ['Customers that two items must share before their cosine counts fully.', '两个商品的余弦相似度充分计入前所需的共同客户数。'], advanced: true }),
  lambda: describe(z.number().gt(0).max(100_000).default(100), { group: 'members', order: 5, title: ['EASE penalty', 'EASE 惩罚'], help: ['Ridge penalty of the linear autoencoder. Larger trusts rare items less.', '线性自编码器的岭惩罚。越大越不信任稀有商品。'], advanced: true }),
  recentDays: describe(z.number().gt(0).max(3650).default(7), { group: 'members', order: 6, title: ['Recent means', '近期范围'], help: ['Days before the end of the data that recent popularity looks at.', '近期热度所考察的数据末尾天数。'], unit: 'days', advanced: true }),
  reach: describe(z.number().int().min(1).max(1000).default(10), { group: 'members', order: 7, title: ['Co-visitation reach', '共现范围'], help: ['Events on either side of an item that count as near it.', '视为邻近的前后事件数。'], unit: 'events', advanced: true }),
  withinDays: describe(z.number().gt(0).max(36_500).default(365), { group: 'members', order: 8, title: ['Co-visitation window', '共现时间窗'], help: ['Pairs further apart in time do not count.', '时间间隔更大的商品对不计入。'], unit: 'days', advanced: true }),
};

const network = {
  block: describe(z.enum(['sasrec', 'ligr', 'hstu']).default('sasrec'), { group: 'network', order: 1, title: ['Block', '模块'], help: ['SASRec: attention and feed-forward. LiGR: with gates (eSASRec). HSTU: attention without softmax that knows the time between events.', 'SASRec：注意力与前馈。LiGR：带门控（eSASRec）。HSTU：无 softmax、感知事件间隔时间的注意力。'], visibleIf: NETWORK, options: { sasrec: ['SASRec', 'SASRec'], ligr: ['LiGR (eSASRec)', 'LiGR（eSASRec）'], hstu: ['HSTU', 'HSTU'] } }),
  width: describe(z.number().int().min(4).max(1024).default(64), { group: 'network', order: 2, title: ['Width', '宽度'], help: ['Numbers that describe an item. Doubling it doubles the cost of a step, and of serving.', '描述一个商品的数值个数。翻倍则训练步与服务成本翻倍。'], visibleIf: NETWORK }),
  blocks: describe(z.number().int().min(1).max(12).default(1), { group: 'network', order: 3, title: ['Blocks', '层数'], help: ['Layers of the transformer. One is enough for short histories.', 'Transformer 的层数。短历史一层即可。'], visibleIf: NETWORK }),
  heads: describe(z.number().int().min(1).max(16).default(1), { group: 'network', order: 4, title: ['Heads', '注意力头数'], help: ['Must divide the width. HSTU uses one.', '必须整除宽度。HSTU 使用一个。'], advanced: true, visibleIf: NETWORK }),
  context: describe(z.number().int().min(2).max(1000).default(50), { group: 'network', order: 5, title: ['Context', '上下文长度'], help: ['Newest events of a customer that the network sees. Attention grows with its square.', '网络所见的最新事件数。注意力成本随其平方增长。'], unit: 'events', visibleIf: NETWORK }),
  dropout: describe(z.number().min(0).max(0.9).default(0.4), { group: 'network', order: 6, title: ['Dropout', '随机失活'], help: ['Against overfitting: more for small data.', '用于防止过拟合：数据越小取值越大。'], visibleIf: NETWORK }),
  similarity: describe(z.enum(['dot', 'cosine']).default('dot'), { group: 'network', order: 7, title: ['Similarity', '相似度'], help: ['Cosine keeps bestsellers from outshouting others by the length of their vectors: better for short sessions over many items. Dot product: better for long histories.', '余弦可避免热门商品仅凭向量长度占优：适合商品众多的短会话。点积：适合较长历史。'], advanced: true, visibleIf: NETWORK, options: { dot: ['Dot product', '点积'], cosine: ['Cosine', '余弦'] } }),
  answer: describe(z.enum(['state', 'mixture']).default('state'), { group: 'network', order: 8, title: ['Answer', '输出'], help: ['State: what the last position has become, free to say anything; better for long histories. Mixture: a weighted mean of the history\'s own item vectors (CORE), which learns in a third of the epochs and knows rare items better; better for short sessions.', '状态：末位位置的隐藏状态，表达最自由，适合较长历史。混合：历史商品自身向量的加权平均（CORE），所需轮数约为三分之一，对冷门商品更好，适合短会话。'], advanced: true, visibleIf: NETWORK, options: { state: ['State', '状态'], mixture: ['Mixture of items', '商品向量混合'] } }),
  content: describe(z.boolean().default(true), { group: 'network', order: 9, title: ['Item content', '商品内容'], help: ['Describe items by category, price and words too, so that new ones can be ranked. Used where the data has such columns. Rows with an item but neither customer nor time describe items that nobody has taken yet.', '同时以类别、价格与文字描述商品，使新品也能参与排序。仅在数据含有相应列时使用。只有商品而无客户与时间的行用于描述尚无人购买的商品。'], visibleIf: NETWORK }),
};

const training = {
  loss: describe(z.enum(['sampled', 'full']).default('sampled'), { group: 'training', order: 1, title: ['Loss', '损失函数'], help: ['Cross-entropy against sampled items, or against the whole catalogue: better for a few thousand items, and dearer with each more.', '交叉熵：对采样商品，或对全部商品（适合数千商品，商品越多成本越高）。'], visibleIf: NETWORK, options: { sampled: ['Sampled cross-entropy', '采样交叉熵'], full: ['Full cross-entropy', '全量交叉熵'] } }),
  negatives: describe(z.number().int().min(1).max(100_000).default(2048), { group: 'training', order: 2, title: ['Negatives', '负样本数'], help: ['Items drawn for each step, shared by all of its positions. Too few stop the network early: thousands pay. As many as there are items: all of them.', '每个训练步抽取的商品数，所有位置共享。过少会使网络过早停滞，数千个更佳；不少于商品总数时使用全部商品。'], visibleIf: { ...NETWORK, loss: 'sampled' } }),
  batchRows: describe(z.number().int().min(1).max(4096).default(16), { group: 'training', order: 3, title: ['Rows per step', '每步行数'], help: ['Rows of the context\'s length, each packed with several customers.', '每行为一个上下文长度，可打包多位客户。'], unit: 'rows', visibleIf: NETWORK }),
  learningRate: describe(z.number().gt(0).max(1).default(0.001), { group: 'training', order: 4, title: ['Learning rate', '学习率'], help: ['Size of a step of Adam.', 'Adam 的步长。'], visibleIf: NETWORK }),
  epochs: describe(z.number().int().min(1).max(10_000).default(60), { group: 'training', order: 5, title: ['Epochs', '训练轮数'], help: ['Passes over the events, at most.', '遍历事件的最大次数。'], visibleIf: NETWORK }),
  patience: describe(z.number().int().min(1).max(10_000).default(10), { group: 'training', order: 6, title: ['Early stopping patience', '早停耐心'], help: ['Stop after so many epochs without a better NDCG@10 on validation lists.', '验证列表 NDCG@10 连续多少轮无提升即停止。'], unit: 'epochs', visibleIf: NETWORK }),
  threads: describe(z.number().int().min(1).max(64).default(1), { group: 'training', order: 7, title: ['Threads', '线程数'], help: ['Processor threads that training may use.', '训练可用的处理器线程数。'], advanced: true, visibleIf: NETWORK }),
};

const events = {
  foresee: describe(z.array(z.string().max(200)).max(50).default([]), { group: 'events', order: 1, title: ['Events to foresee', '预测目标事件'], help: ['Kinds of event that a recommendation should lead to, such as purchase. Empty: all.', '推荐希望促成的事件类型，如购买。留空表示全部。'] }),
  ignore: describe(z.array(z.string().max(200)).max(50).default([]), { group: 'events', order: 2, title: ['Events to ignore', '忽略的事件'], help: ['Kinds of event that say nothing of taste, such as search or error.', '不反映偏好的事件类型，如搜索或错误。'], advanced: true }),
};

const protocol = {
  protocol: describe(z.enum(['leave-one-out', 'time', 'sessions']).default('time'), { group: 'protocol', order: 1, title: ['Held out', '留出方式'], help: ['Time: everything after a moment, as in production. Leave-one-out: each customer\'s last event, as in most papers. Sessions: every next event of sessions that begin after a moment, for visitors nobody knows. Numbers of one are never compared with those of another.', '时间：某时刻之后的全部事件，与生产一致。留一：每位客户的最后一个事件，与多数论文一致。会话：某时刻之后开始的会话中的每个后续事件，适用于未知访客。不同方案的数值不可比较。'], options: { time: ['By time', '按时间'], sessions: ['New sessions', '新会话'], 'leave-one-out': ['Leave one out', '留一法'] } }),
  windowDays: describe(z.number().gt(0).max(3650).default(7), { group: 'protocol', order: 2, title: ['Window', '时间窗'], help: ['Length of the test window at the end; the one before it validates.', '末尾测试窗的长度；其前一个窗用于验证。'], unit: 'days', visibleIf: { protocol: ['time', 'sessions'] } }),
  fit: describe(z.enum(['before-validation', 'with-validation']).default('with-validation'), { group: 'protocol', order: 3, title: ['Fit', '拟合范围'], help: ['What the measured and served model learns from. With validation: refitted on it once settings are chosen, u[:-1], at twice the cost. Before validation: u[:-2].', '被评测与上线的模型从哪些数据学习。含验证集：选定设置后在其上重新拟合（u[:-1]），成本翻倍；不含：u[:-2]。'], options: { 'with-validation': ['With validation, u[:-1]', '含验证集 u[:-1]'], 'before-validation': ['Before validation, u[:-2]', '不含验证集 u[:-2]'] } }),
  history: describe(z.enum(['auto', 'remove', 'keep']).default('auto'), { group: 'protocol', order: 4, title: ['Items of the history', '历史商品'], help: ['Keep them in the ranking where customers take the same again, as with groceries; remove them where they do not. Auto looks at the data.', '若客户会重复购买（如杂货）则保留在排序中，否则移除。自动：依据数据判断。'], options: { auto: ['Auto', '自动'], remove: ['Remove', '移除'], keep: ['Keep', '保留'] } }),
};

const evidence = {
  mostLists: describe(z.number().int().min(50).max(1_000_000).default(30_000), { group: 'evidence', order: 1, title: ['Lists measured', '评测列表数'], help: ['At most; customers are drawn by a hash of their key. Every list ranks the whole catalogue: sampled metrics are refused.', '上限；按客户键的哈希抽取。每个列表都对全部商品排序，不使用采样指标。'], unit: 'lists', advanced: true }),
  bootstrapReplicates: describe(z.number().int().min(0).max(20_000).default(1000), { group: 'evidence', order: 2, title: ['Bootstrap replicates', '自助法次数'], help: ['Resamples of customers behind each interval. 0: no intervals.', '每个区间所用的客户重采样次数。0 表示不计算区间。'], advanced: true }),
  shuffleTest: describe(z.enum(['off', 'simple', 'network']).default('simple'), { group: 'evidence', order: 3, title: ['Shuffle test', '打乱检验'], help: ['Fit again on sequences in random order and see what is lost: how sequential is your data? With the network it costs one more training.', '在随机打乱的序列上重新拟合，观察损失：您的数据有多强的顺序性？包含网络时需多训练一次。'], options: { off: ['Off', '关闭'], simple: ['Simple members', '简单成员'], network: ['With the network', '包含网络'] } }),
  checkpointSeconds: describe(z.number().min(0).max(3600).default(5), { group: 'evidence', order: 4, title: ['Checkpoint every', '检查点间隔'], help: ['A killed run loses at most this much of the network\'s training.', '运行被终止时网络训练最多丢失的时间。'], unit: 's', advanced: true }),
};

/** All that a recommendation run can be told. */
export const recommendationParamsSchema = z.object({ ...members, ...network, ...training, ...events, ...protocol, ...evidence });
export type RecommendationParams = z.infer<typeof recommendationParamsSchema>;
