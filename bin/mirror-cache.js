#!/usr/bin/env node
'use strict';

require('./launch.js')('mirror-cache');
