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
-- jsonb of values
to_jsonb(i)
to_jsonb(n)
to_jsonb(d)
to_jsonb(r)
to_jsonb(b)
to_jsonb(t)
to_jsonb(z)
to_jsonb(w)
to_jsonb(dt)
to_jsonb(iv)
to_jsonb(g)
to_jsonb(js)
to_jsonb(string_to_array(t, ','))
jsonb_build_object('id', id, 'n', n, 'k', NULL, 't', t, 'js', js)
jsonb_build_object(t, i)
jsonb_build_object(i, t)
jsonb_build_object(b, z)
jsonb_build_object('a', 1, 'a', 2)
jsonb_build_object('a')
jsonb_build_array(i, t, NULL, js, d)
jsonb_strip_nulls(js)
jsonb_strip_nulls(jsonb_build_object('a', t, 'b', jsonb_build_object('c', u)))
