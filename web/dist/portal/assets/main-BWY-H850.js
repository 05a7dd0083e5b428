function e(e){return e===null?`null`:Array.isArray(e)?`array`:typeof e}function t(t){return e(t)===`object`}function n(e){return Array.isArray(e)&&e.length>0&&e.every(e=>`message`in e)}function r(e,t){return e.length<124?e:t}var i=(e=>(e[e.InternalServerError=4500]=`InternalServerError`,e[e.InternalClientError=4005]=`InternalClientError`,e[e.BadRequest=4400]=`BadRequest`,e[e.BadResponse=4004]=`BadResponse`,e[e.Unauthorized=4401]=`Unauthorized`,e[e.Forbidden=4403]=`Forbidden`,e[e.SubprotocolNotAcceptable=4406]=`SubprotocolNotAcceptable`,e[e.ConnectionInitialisationTimeout=4408]=`ConnectionInitialisationTimeout`,e[e.ConnectionAcknowledgementTimeout=4504]=`ConnectionAcknowledgementTimeout`,e[e.SubscriberAlreadyExists=4409]=`SubscriberAlreadyExists`,e[e.TooManyInitialisationRequests=4429]=`TooManyInitialisationRequests`,e))(i||{}),a=(e=>(e.ConnectionInit=`connection_init`,e.ConnectionAck=`connection_ack`,e.Ping=`ping`,e.Pong=`pong`,e.Subscribe=`subscribe`,e.Next=`next`,e.Error=`error`,e.Complete=`complete`,e))(a||{});function o(r){if(!t(r))throw Error(`Message is expected to be an object, but got ${e(r)}`);if(!r.type)throw Error(`Message is missing the 'type' property`);if(typeof r.type!=`string`)throw Error(`Message is expects the 'type' property to be a string, but got ${e(r.type)}`);switch(r.type){case`connection_init`:case`connection_ack`:case`ping`:case`pong`:if(r.payload!=null&&!t(r.payload))throw Error(`"${r.type}" message expects the 'payload' property to be an object or nullish or missing, but got "${r.payload}"`);break;case`subscribe`:if(typeof r.id!=`string`)throw Error(`"${r.type}" message expects the 'id' property to be a string, but got ${e(r.id)}`);if(!r.id)throw Error(`"${r.type}" message requires a non-empty 'id' property`);if(!t(r.payload))throw Error(`"${r.type}" message expects the 'payload' property to be an object, but got ${e(r.payload)}`);if(typeof r.payload.query!=`string`)throw Error(`"${r.type}" message payload expects the 'query' property to be a string, but got ${e(r.payload.query)}`);if(r.payload.variables!=null&&!t(r.payload.variables))throw Error(`"${r.type}" message payload expects the 'variables' property to be a an object or nullish or missing, but got ${e(r.payload.variables)}`);if(r.payload.operationName!=null&&e(r.payload.operationName)!==`string`)throw Error(`"${r.type}" message payload expects the 'operationName' property to be a string or nullish or missing, but got ${e(r.payload.operationName)}`);if(r.payload.extensions!=null&&!t(r.payload.extensions))throw Error(`"${r.type}" message payload expects the 'extensions' property to be a an object or nullish or missing, but got ${e(r.payload.extensions)}`);break;case`next`:if(typeof r.id!=`string`)throw Error(`"${r.type}" message expects the 'id' property to be a string, but got ${e(r.id)}`);if(!r.id)throw Error(`"${r.type}" message requires a non-empty 'id' property`);if(!t(r.payload))throw Error(`"${r.type}" message expects the 'payload' property to be an object, but got ${e(r.payload)}`);break;case`error`:if(typeof r.id!=`string`)throw Error(`"${r.type}" message expects the 'id' property to be a string, but got ${e(r.id)}`);if(!r.id)throw Error(`"${r.type}" message requires a non-empty 'id' property`);if(!n(r.payload))throw Error(`"${r.type}" message expects the 'payload' property to be an array of GraphQL errors, but got ${JSON.stringify(r.payload)}`);break;case`complete`:if(typeof r.id!=`string`)throw Error(`"${r.type}" message expects the 'id' property to be a string, but got ${e(r.id)}`);if(!r.id)throw Error(`"${r.type}" message requires a non-empty 'id' property`);break;default:throw Error(`Invalid message 'type' property "${r.type}"`)}return r}function s(e,t){return o(typeof e==`string`?JSON.parse(e,t):e)}function c(e,t){return o(e),JSON.stringify(e,t)}function l(e){let{url:t,connectionParams:n,lazy:o=!0,onNonLazyError:l=console.error,lazyCloseTimeout:m=0,keepAlive:h=0,disablePong:g,connectionAckWaitTimeout:_=0,retryAttempts:v=5,retryWait:y=async function(e){let t=2**e;await new Promise(e=>setTimeout(e,t*1e3+Math.floor(Math.random()*2700+300)))},shouldRetry:b=d,on:x,webSocketImpl:S,generateID:C=function(){return`xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx`.replace(/[xy]/g,e=>{let t=Math.random()*16|0;return(e==`x`?t:t&3|8).toString(16)})},jsonMessageReplacer:w,jsonMessageReviver:T}=e,E;if(S){if(!p(S))throw Error(`Invalid WebSocket implementation provided`);E=S}else typeof WebSocket<`u`?E=WebSocket:typeof global<`u`?E=global.WebSocket||global.MozWebSocket:typeof window<`u`&&(E=window.WebSocket||window.MozWebSocket);if(!E)throw Error("WebSocket implementation missing; on Node you can `import WebSocket from 'ws';` and pass `webSocketImpl: WebSocket` to `createClient`");let D=E,O=(()=>{let e=(()=>{let e={};return{on(t,n){return e[t]=n,()=>{delete e[t]}},emit(t){`id`in t&&e[t.id]?.(t)}}})(),t={connecting:x?.connecting?[x.connecting]:[],opened:x?.opened?[x.opened]:[],connected:x?.connected?[x.connected]:[],ping:x?.ping?[x.ping]:[],pong:x?.pong?[x.pong]:[],message:x?.message?[e.emit,x.message]:[e.emit],closed:x?.closed?[x.closed]:[],error:x?.error?[x.error]:[]};return{onMessage:e.on,on(e,n){let r=t[e];return r.push(n),()=>{let e=r.indexOf(n);e>-1&&r.splice(e,1)}},emit(e,...n){for(let r of[...t[e]])r(...n)}}})();function k(e){let t=[O.on(`error`,n=>{t.forEach(e=>e()),e(n)}),O.on(`closed`,n=>{t.forEach(e=>e()),e(n)})];return()=>t.forEach(e=>e())}let A,j=0,M,N=!1,P=0,F=!1;async function I(){clearTimeout(M);let[e,o]=await(A??=new Promise((e,o)=>(async()=>{if(N){if(await y(P),!j)return A=void 0,o({code:1e3,reason:`All Subscriptions Gone`});P++}O.emit(`connecting`,N);let l=new D(typeof t==`function`?await t():t,`graphql-transport-ws`),d,f;function p(){isFinite(h)&&h>0&&(clearTimeout(f),f=setTimeout(()=>{l.readyState===D.OPEN&&(l.send(c({type:a.Ping})),O.emit(`ping`,!1,void 0))},h))}k(e=>{A=void 0,clearTimeout(d),clearTimeout(f),o(e),e instanceof u&&(l.close(4499,`Terminated`),l.onerror=null,l.onclose=null)}),l.onerror=e=>O.emit(`error`,e),l.onclose=e=>O.emit(`closed`,e),l.onopen=async()=>{try{O.emit(`opened`,l);let e=typeof n==`function`?await n():n;if(l.readyState!==D.OPEN)return;l.send(c(e?{type:a.ConnectionInit,payload:e}:{type:a.ConnectionInit},w)),isFinite(_)&&_>0&&(d=setTimeout(()=>{l.close(i.ConnectionAcknowledgementTimeout,`Connection acknowledgement timeout`)},_)),p()}catch(e){O.emit(`error`,e),l.close(i.InternalClientError,r(e instanceof Error?e.message:String(e),`Internal client error`))}};let m=!1;l.onmessage=({data:t})=>{try{let n=s(t,T);if(O.emit(`message`,n),n.type===`ping`||n.type===`pong`){O.emit(n.type,!0,n.payload),n.type===`pong`?p():g||(l.send(c(n.payload?{type:a.Pong,payload:n.payload}:{type:a.Pong},w)),O.emit(`pong`,!1,n.payload));return}if(m)return;if(n.type!==a.ConnectionAck)throw Error(`First message cannot be of type ${n.type}`);clearTimeout(d),m=!0,O.emit(`connected`,l,n.payload,N),N=!1,P=0;let r=new Promise((e,t)=>k(t));r.catch(()=>{}),e([l,r])}catch(e){l.onmessage=null,O.emit(`error`,e),l.close(i.BadResponse,r(e instanceof Error?e.message:String(e),`Bad response`))}}})()));e.readyState===D.CLOSING&&await o;let l=()=>{},d=new Promise(e=>l=e);return[e,l,new Promise((t,n)=>{let r=k(n);e.readyState!==D.OPEN&&o.catch(n),d.then(()=>{if(r(),!j){let t=()=>e.close(1e3,`Normal Closure`);isFinite(m)&&m>0?(clearTimeout(M),M=setTimeout(()=>{!j&&e.readyState===D.OPEN&&t()},m)):t()}t()})})]}function L(e){if(d(e)&&(f(e.code)||[i.InternalServerError,i.InternalClientError,i.BadRequest,i.BadResponse,i.Unauthorized,i.SubprotocolNotAcceptable,i.SubscriberAlreadyExists,i.TooManyInitialisationRequests].includes(e.code)))throw e;if(F)return!1;if(d(e)&&e.code===1e3)return j>0;if(!v||P>=v||!b(e))throw e;return N=!0}o||(async()=>{for(j++;;)try{let[,,e]=await I();await e}catch(e){try{if(!L(e))return}catch(e){return l?.(e)}}})();function R(e,t){let n=C(e),r=!1,i=!1,o=()=>{j--,r=!0};return(async()=>{for(j++;;)try{let[s,l,u]=await I();if(r)return u.catch(()=>{}),l();let d=O.onMessage(n,e=>{switch(e.type){case a.Next:t.next(e.payload);return;case a.Error:i=!0,r=!0,t.error(e.payload),o();return;case a.Complete:r=!0,o();return}});s.send(c({id:n,type:a.Subscribe,payload:e},w)),o=()=>{!r&&s.readyState===D.OPEN&&s.send(c({id:n,type:a.Complete},w)),j--,r=!0,l()},await u.finally(d);return}catch(e){if(!L(e))return}})().then(()=>{i||t.complete()}).catch(e=>{t.error(e)}),()=>{r||o()}}return{on:O.on,subscribe:R,iterate(e){let t=[],n={done:!1,error:null,resolve:()=>{}},r=R(e,{next(e){t.push(e),n.resolve()},error(e){n.done=!0,n.error=e,n.resolve()},complete(){n.done=!0,n.resolve()}}),i=async function*(){for(;;){for(t.length||await new Promise(e=>n.resolve=e);t.length;)yield t.shift();if(n.error)throw n.error;if(n.done)return}}();return i.throw=async e=>(n.done||(n.done=!0,n.error=e,n.resolve()),{done:!0,value:void 0}),i.return=async()=>(r(),{done:!0,value:void 0}),i},async dispose(){if(F=!0,A){let[e]=await A;e.close(1e3,`Normal Closure`)}},terminate(){A&&O.emit(`closed`,new u)}}}var u=class extends Error{name=`TerminatedCloseEvent`;message=`4499: Terminated`;code=4499;reason=`Terminated`;wasClean=!1};function d(e){return t(e)&&`code`in e&&`reason`in e}function f(e){return![1e3,1001,1006,1005,1012,1013,1014].includes(e)&&e>=1e3&&e<=1999}function p(e){return typeof e==`function`&&`constructor`in e&&`CLOSED`in e&&`CLOSING`in e&&`CONNECTING`in e&&`OPEN`in e}var m=class extends Error{faults;status;constructor(e,t){super(e[0]?.message??`HTTP ${t}`),this.faults=e,this.status=t}get code(){return this.faults[0]?.extensions?.code}get signedOut(){return this.code===`UNAUTHENTICATED`}get offline(){return this.status===0}get outdated(){return this.code===`PERSISTED_QUERY_NOT_FOUND`}},h=class{client;language;patience;#e;constructor(e,t,n=3e4){this.client=e,this.language=t,this.patience=n}async ask(e,t,n={}){let r={"Content-Type":`application/json`,Accept:`application/graphql-response+json`,"Accept-Language":this.language,"GraphQL-Client-Name":this.client,"OneWindow-CSRF":`1`};n.once&&(r[`Idempotency-Key`]=n.once);let i=x(y(e)?void 0:this.patience,n.signal);try{let n=await fetch(`/graphql`,{method:`POST`,headers:r,body:JSON.stringify({documentId:v(e),variables:t}),signal:i.signal}),a=b(await n.text());if(a.errors?.length||!a.data)throw new m(a.errors??[this.#t(n.status)],n.status);return a.data}catch(e){throw n.signal?.aborted||e instanceof m?e:new m([this.#t()],0)}finally{i.end()}}#t(e){let t=this.language.startsWith(`en`)?`The server can't be reached at the moment. Try again a little later.`:`暂时连不上服务器，请稍后再试。`;return{message:e?`${t} (HTTP ${e})`:t}}follow(e,t,n,r,i){let a=!1;this.#e??=_();let o=[this.#e.on(`connected`,()=>r?.(!0)),this.#e.on(`closed`,()=>r?.(!1)),this.#e.subscribe({query:``,extensions:{persistedQuery:{version:1,sha256Hash:v(e)}},variables:t},{next:e=>e.data&&n(e.data),error:()=>{r?.(!1),i?.()},complete:()=>!a&&i?.()})];return()=>{a=!0,o.forEach(e=>e())}}},g={every:1e4,within:5e3};function _(){let e,t=l({url:new URL(`/graphql`,location.href).href.replace(/^http/,`ws`),retryAttempts:1/0,shouldRetry:()=>!0,retryWait:e=>new Promise(t=>setTimeout(t,Math.min(500*2**e,15e3)*(.5+Math.random()/2))),lazy:!0,keepAlive:g.every,on:{ping:n=>!n&&(e=setTimeout(()=>t.terminate(),g.within)),pong:t=>t&&clearTimeout(e),closed:()=>clearTimeout(e)}});return t}function v(e){return String(e.__meta__?.hash).replace(/^sha256:/,``)}function y(e){return e.toString().trimStart().startsWith(`mutation`)}function b(e){try{return JSON.parse(e)}catch{return{}}}function x(e,t){let n=new AbortController,r=()=>n.abort(),i=e===void 0?void 0:setTimeout(r,e);return t?.addEventListener(`abort`,r),t?.aborted&&r(),{signal:n.signal,end:()=>{clearTimeout(i),t?.removeEventListener(`abort`,r)}}}var S=class extends String{__apiType;value;__meta__;constructor(e,t){super(e),this.value=e,this.__meta__=t}toString(){return this.value}};new S(`
    query FollowCase($number: String!, $secret: String!) {
  followCase(number: $number, secret: $secret) {
    number
    item
    state
    center
    phone
    startedAt
    runningLimit {
      clock
      due
      daysLeft
      stopped
      provisional
    }
    toBring
    steps {
      name
      at
      current
    }
    decision
    reason
    referral {
      where
      how
      phone
    }
    canBeRated
  }
}
    `,{hash:`sha256:8a7a5b4e2db5f3d7bfa6306a30e201b0797c5cd40cebcd5c626b13ceff6d6065`}),new S(`
    mutation RateCase($input: RateCaseInput!) {
  rateCase(input: $input) {
    userErrors {
      code
      message
    }
  }
}
    `,{hash:`sha256:909f0b30f633da134faf8ff71eddd1980d01dcc0249f232d1bfa845bd955611c`}),new S(`
    query Receipt($number: String!) {
  receipt(number: $number) {
    number
    kind
    issuedAt
    center {
      name
      address
      phones {
        number
      }
    }
    case {
      number
    }
    content {
      title
      item
      applicant
      lines {
        label
        text
      }
      materials
    }
  }
}
    `,{hash:`sha256:e413f394736f6713735f83054132e9d0994f3bd46b21853e53304a1a2f36d31a`}),new S(`
    query Guide($slug: String!) {
  catalog {
    revision
  }
  item(slug: $slug) {
    slug
    name
    aliases
    audiences
    implementationCode
    state
    owner {
      code
      name
      phone
    }
    offerings(first: 20) {
      totalCount
      nodes {
        mode
        days
        note
        limit {
          value
          unit
        }
        window {
          number
          name
        }
        center {
          code
          name
          address
          openNow
          phones {
            number
          }
          hoursOn {
            from
            to
          }
        }
      }
    }
    edition {
      number
      effectiveFrom
      title
      summary
      handling
      statutoryLimit {
        value
        unit
        explanation
      }
      promisedLimit {
        value
        unit
        explanation
      }
      specialProcedures {
        name
        explanation
        limit {
          value
          unit
        }
      }
      conditions {
        text
        excludes
      }
      noMaterials
      materials {
        name
        form
        originals
        copies
        necessity
        notNeededWhen
        source
        sourceNote
        issuer
        pageNotes
        sampleUrl
        blankFormUrl
        mayFollow
        sharedRecord
      }
      steps {
        key
        name
        kind
        post
        dependsOn
        department {
          name
        }
        limit {
          value
          unit
        }
      }
      charged
      fees {
        name
        standard
        basis
        reductions
        payableOnline
        amount {
          amount
          currency
        }
      }
      legalBases {
        law
        article
        text
      }
      results {
        name
        delivery
        validFor
        sampleUrl
      }
      visits
      visitsReason
      fullyOnline
      onlineUrl
      mailMaterials
      mailResult
      bookable
      bookingNote
      placeNote
      consult {
        phone
        address
        url
      }
      complaint {
        phone
      }
      questions {
        question
        answer
      }
      verifiedOn
      notice
      diff {
        path
        kind
        before
        after
      }
    }
  }
}
    `,{hash:`sha256:46b6eb0efa430668cc24450d504fbd6ab9a4e09761ec85b0c77fb4299f543add`});var C=new S(`
    query Due($from: Date!, $value: Int!, $unit: LimitUnit!) {
  dueOn(from: $from, value: $value, unit: $unit) {
    day
    provisional
  }
}
    `,{hash:`sha256:ef54f07beaa04f9b9576b896aaa944d04804ce4356f586ab670b19f69d806e57`}),w=new S(`
    subscription CatalogChanged {
  catalogChanged {
    revision
  }
}
    `,{hash:`sha256:435472b4bffbabe2eec160a8eb69addb69cc9e729c40e7fef0e6a4a30de5e9d1`});new S(`
    query HallOf($code: String!) {
  center(code: $code) {
    id
    code
    name
  }
}
    `,{hash:`sha256:dca8830185038a1b038ee1b93b2d30a3eb6107dee7163794b5ead88b7989bec0`}),new S(`
    query Hall($center: ID!) {
  hall(center: $center) {
    calls {
      number
      windowNumber
      windowName
      calledAt
    }
    waiting
    waitingPriority
  }
}
    `,{hash:`sha256:316cedf8ed5afbe34011fbbc398b3da41ef3d8edc62710440f3e6f2dd3a91ea7`});var T=new S(`
    subscription HallChanged($center: ID!) {
  hallChanged(center: $center) {
    calls {
      number
      windowNumber
      windowName
      calledAt
    }
    waiting
    waitingPriority
  }
}
    `,{hash:`sha256:d907e073eba429058195c6a08523b75915859c78ae6889aaf15cbfd71ede8351`});new S(`
    query Home {
  catalog {
    publishedItems
    townships
    villages
    openCenters
  }
  lifeEvents: topics(kind: LIFE_EVENT) {
    code
    name
    itemCount
  }
  topics(kind: TOPIC) {
    code
    name
    itemCount
  }
  departments(first: 100) {
    nodes {
      code
      name
      items(first: 1) {
        totalCount
      }
    }
  }
}
    `,{hash:`sha256:a8e995ba54b6ba33fa8e3f604f5229d0ec67be45a3e8853c95f155ae7f014dfc`}),new S(`
    query LedgerReader {
  viewer {
    grants {
      center {
        code
      }
    }
  }
}
    `,{hash:`sha256:af1fa52e0e6ae25d969ee33a86275e9df536b1ded70ef161aa170dd58c1ea8d4`}),new S(`
    query LedgerCenters($text: String!) {
  centers(filter: {text: $text}, first: 20) {
    nodes {
      id
      code
      name
    }
  }
}
    `,{hash:`sha256:523a3e53f6adf358a81379c224f95d95fea74396abe57ab1178d8d75b2139892`}),new S(`
    query Ledger($center: ID!, $day: Date!, $after: String) {
  caseLedger(center: $center, day: $day, first: 100, after: $after) {
    nodes {
      recordedAt
      at
      summary
      by {
        name
        number
      }
      case {
        number
        guide {
          title
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `,{hash:`sha256:cd36e6e864d249746f6e2acb04c53ead183a90dbf59611a7436e0d08fb70516f`}),new S(`
    query Places($code: String!) {
  division(code: $code) {
    code
    name
    level
    path {
      code
      name
    }
    children(first: 100) {
      nodes {
        code
        name
        offeredItems
      }
    }
  }
}
    `,{hash:`sha256:60fd8738c6099b66ab4838e356ee80f8dfe444946a55eb4bbe4bdd771fd8a2d6`}),new S(`
    query PlacesNamed($name: String!) {
  divisions(filter: {text: $name}, first: 20) {
    nodes {
      code
      name
      path {
        name
      }
    }
  }
}
    `,{hash:`sha256:d3eb3a361580c4dae6905b693bc8fc95058c1137d5501e9aec708a6b52eba091`}),new S(`
    query Place($code: String!) {
  division(code: $code) {
    id
    code
    name
    level
    path {
      code
      name
      level
      offeredItems
      centers(below: false, first: 5) {
        nodes {
          code
          name
          address
          openNow
          nextOpening
          position {
            longitude
            latitude
          }
          phones {
            number
          }
          hoursOn {
            from
            to
          }
          offerings(first: 50) {
            totalCount
            nodes {
              mode
              item {
                slug
                name
              }
            }
          }
        }
      }
    }
  }
}
    `,{hash:`sha256:e0fa8c311aea267c9e3bd90340e5b58d57f91b033d5f32f1f565be6eb93955c2`}),new S(`
    query Center($code: String!, $after: String) {
  center(code: $code) {
    code
    name
    tier
    address
    directions
    openNow
    nextOpening
    division {
      code
      name
    }
    reportsTo {
      code
      name
    }
    position {
      longitude
      latitude
    }
    phones {
      label
      number
    }
    dutyContact {
      name
      phone
    }
    hours {
      weekly {
        days
        from
        to
        kind
        note
      }
      exceptions {
        day
        closed
        reason
        spans {
          from
          to
        }
      }
    }
    hoursOn {
      from
      to
    }
    departments {
      code
      name
    }
    windows {
      number
      name
      department {
        name
      }
    }
    offerings(first: 100, after: $after) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        mode
        item {
          slug
          name
          owner {
            name
          }
        }
      }
    }
  }
}
    `,{hash:`sha256:5dd9e6433fc7c16d8ecdc2cbe145d1471624ea65b001f72b60fc23916a1a4718`}),new S(`
    query AllItems($after: String) {
  items(first: 100, after: $after, sort: NAME) {
    nodes {
      slug
      edition {
        effectiveFrom
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `,{hash:`sha256:b41a7c53a80e1637d1061b09683144a7cd17695d1779e9fdc170b4b524492b17`}),new S(`
    query TopDivisions {
  divisions(filter: {top: true}, first: 1) {
    nodes {
      code
      name
    }
  }
}
    `,{hash:`sha256:e330a4d5682cb5737c33ea0e91e0bcc4a953a2678d05722dac59571eef25dbdd`}),new S(`
    query Search($filter: ItemFilter!, $after: String) {
  items(filter: $filter, first: 20, after: $after) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    edges {
      match {
        way
        place
        fragments {
          text
          matched
        }
      }
      node {
        slug
        name
        owner {
          name
        }
        edition {
          title
          summary
          charged
          promisedLimit {
            value
            unit
          }
        }
      }
    }
    facets {
      departments {
        count
        department {
          code
          name
        }
      }
      audiences {
        count
        audience
      }
    }
  }
}
    `,{hash:`sha256:83c510a805a23184cfe7b3e6fd08f97a7814d4105539071271ec937aedb2ad8b`});var E=new S(`
    query Suggestions($text: String!) {
  searchSuggestions(text: $text, first: 8) {
    text
    item {
      slug
      name
    }
    match {
      fragments {
        text
        matched
      }
    }
  }
}
    `,{hash:`sha256:8ac1b34fe341ed12078839da09e9a2594ebd8b0416452db31fa9216d6f38ac2f`});new S(`
    query Headings {
  lifeEvents: topics(kind: LIFE_EVENT) {
    code
    name
  }
  topics(kind: TOPIC) {
    code
    name
  }
}
    `,{hash:`sha256:17df118d0f47a2a663538b1dab322206256732b3d83a76c8e8a4fdaaada9c64e`}),new S(`
    query Office($code: String!) {
  department(code: $code) {
    id
    code
    name
    phone
    address
  }
}
    `,{hash:`sha256:5e7a524c014f3b6c7d8be2dfeb31ebb32c0e4e2f71b240d64c4b3661931f6127`});var D=500,O=`main input:not([type=checkbox])`;function k(e,t){let n,r=!1,i=!1;e.follow(w,{},({catalogChanged:{revision:e}})=>{e!==n&&(n=e,r=!0,a())}),document.addEventListener(`visibilitychange`,a),document.addEventListener(`focusout`,a);function a(){r&&!i&&(i=!0,setTimeout(()=>{i=!1,document.hidden||document.activeElement?.matches(O)||(r=!1,o().catch(()=>r=!0))},Math.random()*D))}async function o(){let e=await fetch(location.href,{headers:{Accept:`text/html`}});if(!e.ok&&e.status!==404)throw Error(e.statusText);let n=new DOMParser().parseFromString(await e.text(),`text/html`),r=document.querySelector(`main`),i=n.querySelector(`main`);if(j(r,i))return;document.title=n.title;let a=scrollY,o=document.activeElement?.id,s=[...document.querySelectorAll(O)].filter(({value:e,defaultValue:t})=>e!==t);r.replaceChildren(...i.childNodes),scrollTo(0,a),t();for(let{id:e,value:t}of s)A(e,t);o&&document.getElementById(o)?.focus({preventScroll:!0}),M(document.body.dataset.updated??``)}}function A(e,t){let n=document.getElementById(e);n&&(n.value=t,n.dispatchEvent(new Event(`change`)))}function j(e,t){let n=e=>{let t=e.cloneNode(!0);return t.querySelectorAll(`.suggestions, output, .soon`).forEach(e=>e.remove()),t.textContent.replace(/\s+/g,` `)};return n(e)===n(t)}function M(e){let t=Object.assign(document.createElement(`p`),{className:`told`,role:`status`,textContent:e});document.body.append(t),setTimeout(()=>t.remove(),6e3)}function N(e,t){let n=e.querySelector(`input[type=search]`);if(!n||n.getAttribute(`role`)===`combobox`)return;let r=document.createElement(`ul`);r.id=`${n.id}-list`,r.className=`suggestions`,r.setAttribute(`role`,`listbox`),r.hidden=!0,r.setAttribute(`aria-label`,n.labels?.[0]?.textContent??``),n.after(r),n.setAttribute(`role`,`combobox`),n.setAttribute(`aria-autocomplete`,`list`),n.setAttribute(`aria-controls`,r.id),u();let i,a=-1;n.addEventListener(`input`,()=>void o()),n.addEventListener(`keydown`,e=>{r.hidden||e.isComposing||(e.key===`ArrowDown`||e.key===`ArrowUp`?(e.preventDefault(),l(a+(e.key===`ArrowDown`?1:-1))):e.key===`Escape`&&(e.preventDefault(),u()))}),e.addEventListener(`submit`,e=>{let t=r.hidden?void 0:r.querySelectorAll(`li`)[a];t&&(e.preventDefault(),t.click())}),n.addEventListener(`blur`,e=>{r.contains(e.relatedTarget)||u()}),r.addEventListener(`mousedown`,e=>e.preventDefault());async function o(){i?.abort();let e=n.value.trim();if(!e)return u();i=new AbortController;let{signal:r}=i;try{let{searchSuggestions:n}=await t.ask(E,{text:e},{signal:r});r.aborted||s(n)}catch{r.aborted||u()}}function s(e){let t=r.querySelectorAll(`li`)[a]?.dataset.href;r.replaceChildren(...e.map(c)),r.hidden=e.length===0,n.setAttribute(`aria-expanded`,String(!r.hidden)),l([...r.querySelectorAll(`li`)].findIndex(e=>e.dataset.href===t))}function c({item:e,match:t},n){let i=document.createElement(`li`);i.setAttribute(`role`,`option`),i.lang=`zh-CN`,i.id=`${r.id}-${n}`,i.setAttribute(`aria-selected`,`false`);let a=i.dataset.href=`/item/${encodeURIComponent(e.slug)}`;i.onclick=()=>location.assign(a);for(let{text:e,matched:n}of t.fragments){let t=document.createElement(n?`mark`:`span`);t.textContent=e,i.append(t)}return t.fragments.map(({text:e})=>e).join(``)!==e.name&&i.append(Object.assign(document.createElement(`small`),{textContent:` ${e.name}`})),i}function l(e){let t=r.querySelectorAll(`li`);a=Math.max(-1,Math.min(e,t.length-1)),t.forEach((e,t)=>e.setAttribute(`aria-selected`,String(t===a)));let i=t[a];i?n.setAttribute(`aria-activedescendant`,i.id):n.removeAttribute(`aria-activedescendant`),i?.scrollIntoView({block:`nearest`})}function u(){r.hidden=!0,n.setAttribute(`aria-expanded`,`false`)}}function P(e){let t=document.querySelector(`form.due`);if(!t)return;let n=t.querySelector(`input[type=date]`),r=t.querySelector(`output`),i=t.querySelector(`.soon`),{value:a,unit:o}=t.dataset;async function s(s){if(s.preventDefault(),!n.value)return;let{dueOn:c}=await e.ask(C,{from:n.value,value:Number(a),unit:o});c&&(r.textContent=t.dataset.said.replace(`%s`,F(c.day)),i.textContent=c.provisional?t.dataset.soon:``)}function c(e){if(!(e instanceof m)||!e.offline)return t.submit();r.textContent=e.message,i.textContent=``}n.onchange=e=>void s(e).catch(c),t.onsubmit=e=>void s(e).catch(c)}function F(e){return new Intl.DateTimeFormat(document.documentElement.lang,{dateStyle:`long`,timeZone:`UTC`}).format(new Date(e))}function I(e,t){let n=e.filter(({localService:e})=>e);return(t===`en`?[/^en/i]:[/^(zh[-_]CN|cmn)/i,/^zh/i]).flatMap(e=>n.filter(({lang:t})=>e.test(t)))[0]}function L(e,t){let n=new SpeechSynthesisUtterance(e);return n.voice=t,n.lang=t.lang,n.rate=.9,n}var R=3e4,z=e=>document.querySelector(e);function B(e){let t=document.body.dataset,n=H(t.aloud),r,i;e.follow(T,{center:t.hall},({hallChanged:e})=>e&&a(e),u);function a({calls:e,waiting:t,waitingPriority:r}){let a=new Set([...document.querySelectorAll(`.calls .number`)].map(({textContent:e})=>e)),c=e.filter(e=>i?!i.has(o(e)):!a.has(e.number)).reverse();if(i=new Set(e.map(o)),z(`.calls`).replaceChildren(...e.map(s)),z(`.none`).hidden=e.length>0,z(`.waiting`).textContent=String(t),z(`.priority`).textContent=String(r),c.length!==0){z(`.said`).textContent=c.map(({number:e,windowNumber:t})=>l(e,t)).join(`
`);for(let{number:e,windowNumber:t}of c)n(l([...e].join(` `),t))}}function o({number:e,calledAt:t}){return`${e} ${t}`}function s({number:e,windowNumber:t,windowName:n}){let r=z(`template`).content.cloneNode(!0);return r.querySelector(`.number`).textContent=e,r.querySelector(`.window`).textContent=c(t),r.querySelector(`.name`).textContent=n,r}function c(e){return t.window.replace(`%s`,e)}function l(e,n){return t.call.replace(`%s`,e).replace(`%s`,c(n))}function u(e){if(e)clearInterval(r),r=void 0,z(`.cut`).textContent=``;else if(r===void 0){let e=new Intl.DateTimeFormat(document.documentElement.lang,{timeStyle:`short`}).format();z(`.cut`).textContent=t.cut.replace(`%s`,e),r=setInterval(()=>void V(),R)}}}async function V(){(await fetch(location.href,{method:`HEAD`}).catch(()=>void 0))?.ok&&location.reload()}function H(e){let t=document.documentElement.lang,n=window.speechSynthesis,r=z(`.aloud`),i=()=>I(n?.getVoices()??[],t),a=()=>r.hidden=!i();a(),n?.addEventListener(`voiceschanged`,a);let o=!1,s=e=>{let t=i();o&&t&&n.speak(L(e,t))};return r.onclick=()=>{o=!o,r.setAttribute(`aria-pressed`,String(o)),o?s(e):n.cancel()},s}function U(){let e=document.querySelector(`.guide`);if(!e)return;let t=`onewindow.materials.${e.dataset.slug}`,n=[...e.querySelectorAll(`.materials input[type=checkbox]`)],r=e=>e.labels?.[0]?.textContent??e.id,i=new Set(W(t));for(let e of n)e.checked=i.has(r(e)),e.onchange=()=>G(t,n.filter(({checked:e})=>e).map(r))}function W(e){try{return JSON.parse(localStorage.getItem(e)??`[]`)}catch{return[]}}function G(e,t){try{localStorage.setItem(e,JSON.stringify(t))}catch{}}var K=new h(`onewindow-portal`,document.documentElement.lang);function q(){for(let e of document.querySelectorAll(`form[action='/search']`))N(e,K);for(let e of document.querySelectorAll(`button.print`))e.hidden=!1,e.onclick=()=>window.print();U(),P(K)}q(),`follows`in document.body.dataset&&k(K,q),`hall`in document.body.dataset&&B(K);