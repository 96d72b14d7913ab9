/** 按错误代码显示的标题；服务器给出的说明与解决办法显示在下方。 */
export const errors = {
  AUTH_REQUIRED: '请先登录',
  PERMISSION_DENIED: '您的角色没有此权限',
  NOT_FOUND: '未找到',
  RATE_LIMITED: '请求过于频繁',
  INPUT_INVALID: '有些字段需要修改',
  CONFLICT: '其他人刚刚修改过',
  IN_USE: '仍在使用中',
  NAME_TAKEN: '名称已被占用',
  DATABASE_UNAVAILABLE: '数据库没有响应',
  DISK_FULL: '磁盘已满',
  SOURCE_UNREACHABLE: '无法连接数据源',
  SOURCE_REFUSED: '数据源拒绝访问',
  SOURCE_CHANGED: '数据源已发生变化',
  INTERNAL: '服务器内部错误',
};
