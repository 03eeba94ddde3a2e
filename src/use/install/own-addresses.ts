/**
 * What our services put on the loopback device where nothing else is to be had: private, and in no pool that Docker takes networks from by itself (172.17/12,
 * 192.168/16). One each, for a service takes its address along when it goes.
 */
export const OWN_ADDRESSES = { relay: '10.213.50.77', cache: '10.213.50.78' } as const;
