js -> 'a'
js ->> 'a'
js -> 'b'
js ->> 'b'
js -> 'c' -> 'd'
js -> 'c' ->> 'd'
js -> 0
js ->> 0
js -> 1
js ->> 1
js -> -1
js ->> -2
js -> 3 -> 'a' -> 0
js #> '{a,b,c}'
js #>> '{a,b,c}'
js #>> '{nested,k,1,z}'
js #> '{b,0}'
js #>> '{b,-1}'
js #>> '{}'
js #> '{a,0}'
js #>> '{a,1,b}'
js ->> 'key with space'
js ->> 'é'
js ->> 'n'
js ->> 'big'
js ->> 'exp'
js ->> 'neg'
js ->> 'tags'
js -> 'nested'
js ->> 'nested'
js ? 'a'
js ? 'two'
js ? 'str'
js ?| '{a,b}'
js ?& '{a,b}'
js @> jt
jt <@ js
js @> '{"a": 1}'
js @> '[1]'
js @> '1'
js @> '"two"'
jsonb_typeof(js)
jsonb_typeof(js -> 'a')
jsonb_array_length(js)
jsonb_array_length(js -> 'b')
jsonb_extract_path_text(js, 'a', 'b', 'c')
jsonb_extract_path(js, 'b', '1')
js || jt
js || '{"z": 0}'
js - 'a'
js = jt
js is null
js ->> 'a' = '1'
(js ->> 'qty')::integer * 2
(js ->> 'price')::numeric * (js ->> 'qty')::numeric
coalesce(js ->> 'a', 'none')
