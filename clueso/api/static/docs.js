const docs = document.getElementById("docs");
SwaggerUIBundle({ url: docs.dataset.document, domNode: docs, deepLinking: true });
