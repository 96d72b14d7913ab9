/**
 * What the shop sells: department, category, and how the category behaves.
 * `peak` is the day of the year of its season; `season` how strong it is (0: none); `returns` the share of units that come back;
 * `again` how much a purchase is a habit; `with` the index of the category that is bought beside it.
 */
export type CategoryTraits = { department: string; name: string; zh: string; price: number; peak: number; season: number; returns: number; again: number; with: number };

const row = (department: string, name: string, zh: string, price: number, peak: number, season: number, returns: number, again: number, beside: number): CategoryTraits => ({ department, name, zh, price, peak, season, returns, again, with: beside });

export const CATEGORIES: readonly CategoryTraits[] = [
  row('Kitchen', 'Cookware', '炊具', 45, 340, 0.3, 0.05, 0.1, 1), row('Kitchen', 'Knives', '刀具', 38, 345, 0.3, 0.04, 0.1, 0), row('Kitchen', 'Coffee', '咖啡', 14, 15, 0.2, 0.01, 0.9, 3), row('Kitchen', 'Storage', '收纳', 19, 20, 0.2, 0.04, 0.2, 2),
  row('Home', 'Bedding', '床品', 60, 300, 0.3, 0.12, 0.2, 5), row('Home', 'Towels', '毛巾', 22, 190, 0.2, 0.05, 0.3, 4), row('Home', 'Lighting', '灯具', 55, 320, 0.4, 0.09, 0.1, 7), row('Home', 'Rugs', '地毯', 90, 290, 0.3, 0.16, 0.05, 6),
  row('Women', 'Dresses', '连衣裙', 65, 160, 0.6, 0.34, 0.2, 11), row('Women', 'Knitwear', '针织衫', 55, 320, 0.7, 0.26, 0.2, 10), row('Women', 'Shoes', '女鞋', 85, 110, 0.3, 0.31, 0.2, 11), row('Women', 'Bags', '女包', 95, 330, 0.3, 0.15, 0.1, 8),
  row('Men', 'Shirts', '衬衫', 45, 120, 0.3, 0.19, 0.3, 13), row('Men', 'Jackets', '夹克', 110, 290, 0.7, 0.22, 0.1, 12), row('Men', 'Shoes', '男鞋', 90, 100, 0.2, 0.24, 0.2, 15), row('Men', 'Accessories', '配饰', 30, 345, 0.4, 0.08, 0.2, 12),
  row('Sports', 'Running', '跑步', 70, 105, 0.4, 0.18, 0.3, 19), row('Sports', 'Cycling', '骑行', 60, 140, 0.6, 0.1, 0.2, 16), row('Sports', 'Camping', '露营', 80, 170, 0.8, 0.07, 0.1, 17), row('Sports', 'Fitness', '健身', 40, 8, 0.5, 0.08, 0.2, 16),
  row('Toys', 'Building sets', '积木', 42, 345, 0.9, 0.03, 0.4, 22), row('Toys', 'Dolls', '玩偶', 28, 345, 0.9, 0.04, 0.3, 20), row('Toys', 'Board games', '桌游', 32, 350, 0.8, 0.03, 0.2, 20), row('Toys', 'Outdoor play', '户外玩具', 35, 160, 0.7, 0.06, 0.2, 21),
  row('Beauty', 'Skin care', '护肤', 26, 340, 0.2, 0.02, 0.95, 26), row('Beauty', 'Make-up', '彩妆', 18, 340, 0.3, 0.03, 0.8, 24), row('Beauty', 'Hair care', '护发', 15, 200, 0.1, 0.02, 0.95, 24), row('Beauty', 'Fragrance', '香水', 55, 345, 0.6, 0.03, 0.4, 25),
  row('Electronics', 'Headphones', '耳机', 85, 330, 0.5, 0.09, 0.1, 29), row('Electronics', 'Phone accessories', '手机配件', 18, 300, 0.2, 0.07, 0.4, 28), row('Electronics', 'Smart home', '智能家居', 75, 330, 0.5, 0.1, 0.1, 31), row('Electronics', 'Cameras', '相机', 260, 150, 0.4, 0.11, 0.05, 30),
];

export const BRANDS: readonly string[] = [
  'Alderwick', 'Bexley', 'Calla', 'Dunmore', 'Estuary', 'Fenwood', 'Garrick', 'Halden', 'Isarra', 'Juniper', 'Kestrel', 'Lumen', 'Marlowe', 'Norrvik', 'Orrin', 'Pellier', 'Quill', 'Rowan', 'Solveig', 'Tamsin',
  'Umbra', 'Vantage', 'Wexford', 'Yarrow', 'Zephyr', '云杉', '山海', '青禾', '知白', '木棉',
];

const NOUNS = ['Classic', 'Nordic', 'Urban', 'Compact', 'Essential', 'Studio', 'Heritage', 'Active', 'Pure', 'Prime', 'Coastal', 'Linen', 'Oak', 'Graphite', 'Ivory', 'Terra'];

/** A name that a person could have given, different for every product of a category up to some thousands. */
export const productName = (brand: string, category: string, n: number): string => `${brand} ${NOUNS[n % NOUNS.length]!} ${category} ${Math.floor(n / NOUNS.length) + 1}`;

/** Country, its share of customers, its distance from UTC @unit h, and the language its people write in. Daylight saving is left out. */
export const COUNTRIES = [
  { code: 'DE', share: 0.3, offset: 1, language: 'en' },
  { code: 'US', share: 0.2, offset: -6, language: 'en' },
  { code: 'GB', share: 0.15, offset: 0, language: 'en' },
  { code: 'FR', share: 0.1, offset: 1, language: 'en' },
  { code: 'CN', share: 0.25, offset: 8, language: 'zh' },
] as const;
export const REGIONS: readonly (readonly string[])[] = [['Berlin', 'Bayern', 'Hamburg', 'Hessen'], ['California', 'Texas', 'New York', 'Ohio'], ['London', 'Scotland', 'Wales', 'Kent'], ['Paris', 'Bretagne', 'Provence', 'Alsace'], ['上海', '北京', '广东', '四川']];
export const EMAIL_DOMAINS = ['gmail.com', 'outlook.com', 'gmx.de', 'qq.com', '163.com', 'icloud.com', 'yahoo.com'];
export const DEVICES = ['desktop', 'phone', 'tablet'];
export const SOURCES = ['direct', 'search engine', 'e-mail', 'social', 'ads'];
