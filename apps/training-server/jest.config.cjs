module.exports = { ...require('../../jest.preset.cjs'), displayName: 'training-server' };
